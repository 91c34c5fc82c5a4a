// The part of the page's address after `#`, in the words of `www/src/address.rs`.

import { defaults } from "./protocol.js";
import { fromUnitNumber, toUnitNumber } from "./query.js";

/** The keys that the first version of these words did not know: `www/src/address/version.rs`. */
const NEW_KEYS = ["number", "baseline-number"];

/** What an address need not escape, beside letters and digits: `www/src/address/encoding.rs`. */
const PLAIN = /%(?:2F|3A|3F|40|24|2C|3B|3D)/g;

/**
 * The address of what is shown, or nothing if it is shown without being said.
 *
 * @param {{ urls?: string[], population?: string, fail?: string, filter?: string, selection?: object, baseline?: string | object,
 *   tab?: string, sort?: string, trace?: { id: string, group?: string, span?: string } }} shown
 */
export function addressOf({ urls = [], population, fail, filter, selection, baseline, tab, sort, trace }) {
  const pairs = [
    ...urls.map((url) => ["url", url]),
    ["unit", population === defaults.Population ? undefined : population],
    ["fail", fail === defaults.FailureRule ? undefined : fail],
    ["filter", filter],
    ...selection ? ofSelection("", selection) : [],
    ...baseline === undefined ? [] : ofBaseline(baseline),
    ["tab", tab],
    ["sort", sort],
    ["trace", trace?.id],
    ["group", trace?.group === "default" ? undefined : trace?.group],
    ["span", trace?.span],
  ].filter(([, value]) => value !== undefined && value !== "");
  if (pairs.length === 0) return "";
  const version = pairs.some(([key]) => NEW_KEYS.includes(key)) ? "2" : "1";
  return `#${[["v", version], ...pairs].map((pair) => pair.map(encoded).join("=")).join("&")}`;
}

function ofSelection(prefix, { from, to, minDuration, maxDuration, errors, filter, cause, group, number, operations = [] }) {
  const isTimed = from !== undefined || to !== undefined;
  const isBounded = minDuration !== undefined || maxDuration !== undefined;
  return [
    ["time", isTimed ? `${from ?? 0n}-${to ?? 0xffff_ffff_ffff_ffffn}` : undefined],
    ["duration", isBounded ? `${minDuration ?? 0n}-${maxDuration ?? ""}` : undefined],
    ["errors", errors ? "only" : undefined],
    ["where", filter],
    ...cause ? ofCause(cause) : [],
    ["of", group],
    ...operations.flatMap((operation) => operation.map((word) => ["operation", word])),
    ["number", number && ofNumber(number)],
  ].map(([key, value]) => [`${prefix}${key}`, value]);
}

/** A range of a number: `3..9:calls:cart`. */
function ofNumber({ of, min = "", max = "" }) {
  const { calls, attribute } = fromUnitNumber(toUnitNumber("number", of));
  const word = calls === undefined ? attribute === undefined ? "spans" : `attribute:${attribute}` : `calls:${calls}`;
  return `${min}..${max}:${word}`;
}

function ofCause({ service, name, errorType, message, fate = defaults.Fate }) {
  return [["error", fate], ["error-service", service], ["error-name", name], ["error-type", errorType], ["error-message", message]];
}

function ofBaseline(baseline) {
  return typeof baseline === "string" ? [["baseline", baseline]] : [["baseline", "rectangle"], ...ofSelection("baseline-", baseline)];
}

function encoded(text) {
  return encodeURIComponent(text).replace(PLAIN, decodeURIComponent);
}
