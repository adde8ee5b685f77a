/**
 * The timeline: events read from the lists and tables of its sections. The engine's rules, in its words
 * (hindsite.postmortem.timeline).
 */

import { readCell, readEntry, readHeading } from "./entries.js";
import { items, plainText, table } from "./markdown.js";
import { Refused, counted, first, shown, strip } from "./text.js";
import { clockOf, dayOf, locate, moved, writeClock, writeDay } from "./times.js";

const MOST = 5_000;
const FIELD = "timeline";
const TIME_COLUMNS = new Set([
  "time",
  "when",
  "timestamp",
  "clock",
  "at",
  "date/time",
  "date and time",
  "datetime",
]);
const DATE_COLUMNS = new Set(["date", "day"]);
const NO_ZONE =
  "the clock times have no zone; expected `timezone:` in the header, got none; " +
  "add `timezone: UTC` or an Area/City name";

/**
 * What the clock times lean on: the first item's day, the zone (a name, or null), the start's instant where
 * its clock time is known, and whether a missing zone is still to be told.
 * @typedef {{day: number | null, zone: string | null, needsZone: boolean, at: import("./times.js").Instant | null}} Start
 */

/**
 * @typedef {{at: import("./times.js").Instant, until: import("./times.js").Instant | null,
 *   approximate: boolean, text: string, line: number}} Event
 */

/** Every timeline section: its events in order of the text, and what is wrong. */
export function readTimeline(document, sections, bodyLine, start) {
  const rows = [];
  const problems = [];
  const tell = (rule, place, message, level = "error") =>
    problems.push({ ...place, field: FIELD, rule, level, message });
  for (const section of sections) {
    if (section.name !== "timeline") continue;
    for (const found of sectionRows(document, section, bodyLine, start.day)) {
      if (found.refused) tell(found.rule, found.place, found.refused);
      else rows.push(found);
      if (rows.length + problems.length > MOST) {
        const message = `expected at most ${counted(MOST)} events, got more; shorten the timeline`;
        const limit = { ...found.place, field: FIELD, rule: "timeline-limit", level: "error", message };
        return { events: [], problems: [limit] };
      }
    }
  }
  return { events: placed(rows, start, tell), problems };
}

function* sectionRows(document, section, bodyLine, day) {
  let heading = null;
  for (const block of section.blocks) {
    if (block.kind === "heading" && block.level === 3) {
      const place = { line: block.line + bodyLine - 1, column: 1 };
      const dated = attempt(() => readHeading(plainText(block), day));
      if (dated.refused) yield { rule: "timeline-date", place, refused: dated.refused };
      else if (dated.value !== null) day = heading = dated.value;
    } else if (block.kind === "list" || block.kind === "table") {
      for (const row of rowsOf(document, block, bodyLine)) {
        if (row.refused) yield row;
        else {
          yield { ...row, heading };
          heading = null;
        }
      }
    }
  }
}

function attempt(read) {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.message };
    throw error;
  }
}

function rowsOf(document, block, bodyLine) {
  if (block.kind === "table") return tableRows(table(block), bodyLine);
  return items(document, block).map((item) =>
    listRow(item.text, { line: item.line + bodyLine - 1, column: item.column }),
  );
}

const refusedItem = (place, refused) => ({ rule: "timeline-item", place, refused });

function listRow(source, place) {
  const { value: entry, refused } = attempt(() => readEntry(source));
  if (refused) return refusedItem(place, refused);
  if (entry.text) return { entry, place };
  return refusedItem(place, "expected a text after the time, got none; say what happened");
}

function* tableRows({ head, rows }, bodyLine) {
  const heads = head.map(columnName);
  let date = heads.findIndex((name) => DATE_COLUMNS.has(name));
  let at = heads.findIndex((name) => TIME_COLUMNS.has(name));
  if (at < 0) [at, date] = [date < 0 ? 0 : date, -1];
  const isUtc = head[at].toLowerCase().includes("utc");
  for (const { cells, line } of rows) {
    if (!cells.some(Boolean)) continue;
    const rest = cells.filter((cell, index) => index !== at && index !== date && cell);
    const moment = date < 0 ? cells[at] : `${cells[date]} ${cells[at]}`;
    yield tableRow(strip(moment), rest.join(" — "), { line: line + bodyLine - 1, column: 1 }, isUtc);
  }
}

function columnName(head) {
  return strip(
    first(head.toLowerCase(), 80).replace(/\([^()]*\)|(?<![\p{L}\p{N}_])utc(?![\p{L}\p{N}_])|[*_`:]/gu, ""),
  );
}

function tableRow(moment, text, place, isUtc) {
  const { value: entry, refused } = attempt(() => readCell(moment));
  if (refused) return refusedItem(place, refused);
  if (entry.text) {
    return refusedItem(place, `expected nothing but a time in the column, got ${shown(moment)}`);
  }
  if (!text) return refusedItem(place, "expected a text beside the time, got none; say what happened");
  const start = inUtc(entry.start, isUtc);
  const until = entry.until && inUtc(entry.until, isUtc);
  return { entry: { start, until, approximate: entry.approximate, text, west: null }, place };
}

function inUtc(stamp, isUtc) {
  return isUtc && stamp.offset === null ? { ...stamp, offset: 0 } : stamp;
}

/** The rows as instants, one after the other; tells what is wrong. */
function placed(rows, start, tell) {
  const events = [];
  const before = { true: null, false: null };
  let since = { day: start.day, at: start.at };
  let told = !start.needsZone;
  for (const { entry, heading, place } of rows) {
    const written = entry.start.day ?? heading;
    if (written !== null) since = { day: written, at: null };
    const isKnown = entry.start.offset !== null || start.zone !== null;
    if (!isKnown && !told) {
      tell("timeline-zone", place, NO_ZONE);
      told = true;
    }
    if (since.day === null) continue;
    // Without a zone there is no event, but the order of its clock times can still be told.
    const spot = attempt(() => {
      const at = instant(entry.start, since, isKnown ? start.zone : 0);
      return { at, until: endOf(entry, at, start.zone, isKnown) };
    });
    if (spot.refused) {
      tell("timeline-zone", place, spot.refused);
      continue;
    }
    const { at, until } = spot.value;
    since = { day: dayOf(at), at };
    order(entry, { at, until, place }, before[isKnown], written !== null, tell);
    before[isKnown] = { at, place };
    if (isKnown) {
      events.push({ at, until, approximate: entry.approximate, text: entry.text, line: place.line });
    }
  }
  return events;
}

/** The date on the clocks of a place: at 18:00 in California, Greenwich is a day ahead. */
function dayIn(since, place) {
  return since.at ? dayOf(moved(since.at, place)) : since.day;
}

function instant(stamp, since, zone) {
  const place = stamp.offset ?? zone;
  const day = place === null ? null : (stamp.day ?? dayIn(since, place));
  if (day === null) throw new Refused(NO_ZONE);
  const at = locate(day, stamp.clock, place);
  return stamp.offset !== null && zone !== null ? moved(at, zone) : at;
}

/** The end of a range, unless it would run backwards and is the zone's offset: `10:05-07:00`. */
function endOf(entry, at, zone, isKnown) {
  if (!entry.until) return null;
  const until = instant(entry.until, { day: dayOf(at), at }, zone ?? at.offset);
  const isOffset = entry.west !== null && (!isKnown || entry.west === at.offset);
  return until.at < at.at && isOffset ? null : until;
}

const clockWords = (moment) => writeClock(clockOf(moment));

function order(entry, { at, until, place }, before, isDated, tell) {
  if (until && until.at < at.at) {
    const nextDay = writeDay(dayOf(at) + 1);
    let hint = `if it is on the next day, write ${nextDay} ${clockWords(until)}`;
    if (entry.west !== null) hint += "; before an offset, write the date as well";
    const message = `the end ${clockWords(until)} is before the start ${clockWords(at)}`;
    tell("timeline-order", place, `${message}; expected a later end; ${hint}`);
  }
  if (!before || at.at >= before.at.at) return;
  const where = `${clockWords(before.at)} on line ${before.place.line}`;
  if (isDated) {
    const [here, there] = [at, before.at].map((moment) => writeDay(dayOf(moment)));
    const message = `${here} ${clockWords(at)} is before ${there} ${where}; check the dates`;
    tell("timeline-backwards", place, message, "warning");
    return;
  }
  const hint = `if it is on the next day, put the heading \`### ${writeDay(dayOf(before.at) + 1)}\` above it`;
  tell("timeline-order", place, `${clockWords(at)} is before ${where}; expected a later time; ${hint}`);
}
