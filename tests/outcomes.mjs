// Tells the program that runs the tests which of them passed and which failed, and in which files they are: a line of JSON each.

/** A reporter of `node --test`. Tests that were left out are not told. */
export default async function* outcomes(events) {
  for await (const { type, data } of events) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    if (data.skip !== undefined || data.todo !== undefined) continue;
    yield `${JSON.stringify({ name: data.name, file: data.file, passed: type === "test:pass" })}\n`;
  }
}
