// From what `open` is given of a ClickHouse server to what travels to the engine.

import { boolean, object, optional, serverName, text, timeRange, wholeNumber } from "./check.js";
import { badArgument } from "./error.js";

/** What says which server is asked, and as whom. */
const SERVER = ["url", "user", "password", "token", "database", "credentialsInUrl"];

/** What says what is read of it. */
const RANGE = ["table", "range", "maxSpans", "maxFetchedSpans", "countsOnServer", "countsRootless"];

/** A server, and who asks it. */
export function toServer(name, given) {
  const { url, user, password, token, database, credentialsInUrl } = object(name, given, SERVER);
  return {
    url: text(`${name}.url`, url instanceof URL ? url.href : url),
    user: optional(`${name}.user`, user, text),
    password: optional(`${name}.password`, password, text),
    token: optional(`${name}.token`, token, text),
    database: optional(`${name}.database`, database, text),
    credentialsInUrl: optional(`${name}.credentialsInUrl`, credentialsInUrl, boolean) ?? false,
  };
}

/** A range of time in a table of a server, and how it is called where nobody says that. */
export function toClickhouse(name, given) {
  const { table, range, maxSpans, maxFetchedSpans, countsOnServer, countsRootless, ...rest } = object(name, given, [
    ...SERVER,
    ...RANGE,
  ]);
  const server = toServer(name, rest);
  return {
    name: serverName("ClickHouse", server.url),
    clickhouse: {
      server,
      table: toTable(`${name}.table`, table, server.database),
      range: timeRange(`${name}.range`, range),
      maxSpans: optional(`${name}.maxSpans`, maxSpans, wholeNumber, 1),
      maxFetchedSpans: optional(`${name}.maxFetchedSpans`, maxFetchedSpans, wholeNumber),
      countsOnServer: optional(`${name}.countsOnServer`, countsOnServer, boolean) ?? false,
      countsRootless: optional(`${name}.countsRootless`, countsRootless, boolean) ?? false,
    },
  };
}

/** `database.table`, the table alone, or both as an object. */
function toTable(name, table, database) {
  if (table === undefined || table === null) return undefined;
  if (typeof table === "object") {
    const parts = object(name, table, ["database", "name"]);
    return { database: text(`${name}.database`, parts.database), name: text(`${name}.name`, parts.name) };
  }
  const [before, behind] = text(name, table).split(/\.(.*)/s);
  if (behind !== undefined) return { database: before, name: behind };
  if (database !== undefined) return { database, name: table };
  throw badArgument(name, "a table with its database, such as otel.otel_traces", table);
}
