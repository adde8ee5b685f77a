/** Which fields stand where in the form, and what they are called there. */

/** Label, and the hint where the schema's description is not the best one; by path. */
export const TEXTS = {
  title: ["Title", "One line a stranger would understand."],
  severity: ["Severity", ""],
  status: ["Status", ""],
  started_at: ["Started"],
  detected_at: ["Detected"],
  mitigated_at: ["Mitigated"],
  resolved_at: ["Resolved"],
  timezone: ["Time zone", "A place, such as Europe/Paris"],
  detected_by: ["Detected by", "Who or what noticed first"],
  services: ["Services", ""],
  causes: ["Causes", "Contributing factors, as many as apply; there is no single root cause."],
  signatures: [
    "Error messages and alert names",
    "Word for word, one on a line. This is how the next person finds this page.",
  ],
  "impact.summary": ["In a sentence", ""],
  "impact.users_percent": ["Users, %", ""],
  "impact.users": ["Users, count", ""],
  "impact.data_loss": ["Data lost", ""],
  acknowledged_at: ["Acknowledged"],
  started_estimated: ["Start estimated", ""],
  teams: ["Teams"],
  trigger: ["Trigger"],
  authors: ["Authors"],
  links: ["Links"],
  tags: ["Tags"],
  "impact.cost": ["Cost"],
  "impact.requests_failed": ["Requests failed"],
  stated_durations: [
    "Stated durations",
    "As people wrote them down, such as 3h 55m; kept beside what the times say.",
  ],
  recurrence_of: ["Recurrence of"],
  related: ["Related incidents"],
  visibility: ["Visibility"],
  waivers: ["Waived rules", "House rules that this postmortem need not keep, each with the reason."],
  name: ["File name", "The words behind the date; taken from the title where it is empty."],
  body: ["Text, in Markdown", ""],
};

/** The groups, their rows, and the fields of each row. */
export const GROUPS = [
  ["What happened", [["title"], ["severity", "status"]]],
  [
    "When",
    [
      ["started_at", "detected_at"],
      ["mitigated_at", "resolved_at"],
      ["timezone", "detected_by"],
    ],
  ],
  ["What and why", [["services"], ["causes"], ["signatures"]]],
  ["Impact", [["impact.summary"], ["impact.users_percent", "impact.users", "impact.data_loss"]]],
];
/** The rare ones, folded away; a name as it stands in the fold's label. */
export const FOLDED = [
  ...[
    ["acknowledged_at", "acknowledged"],
    ["started_estimated", "start estimated"],
    ["teams", "teams"],
    ["trigger", "trigger"],
  ],
  ...[
    ["authors", "authors"],
    ["links", "links"],
    ["tags", "tags"],
    ["impact.cost", "cost"],
  ],
  ...[
    ["impact.requests_failed", "requests failed"],
    ["stated_durations", "stated durations"],
  ],
  ...[
    ["recurrence_of", "recurrence of"],
    ["related", "related incidents"],
    ["visibility", "visibility"],
    ["waivers", "waived rules"],
    ["name", "file name"],
  ],
];
export const HALF = new Set([
  "acknowledged_at",
  "started_estimated",
  "trigger",
  "impact.cost",
  "impact.requests_failed",
  "visibility",
  "name",
]);
export const NEVER_OFFERED = new Set(["aliases", "extra"]);
/** Not said to be optional: they have a value always, or are wanted though no rule asks for them. */
export const SAYS_NOTHING = new Set([
  "status",
  "timezone",
  "impact.data_loss",
  "visibility",
  "name",
  "body",
  "started_estimated",
]);
export const STATUS_WORDS = { draft: "Draft", "in-review": "In review", published: "Published" };
