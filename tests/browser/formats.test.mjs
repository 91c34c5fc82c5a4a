// A file of each format is dropped, shows its requests, and opens a trace; files of several formats in one archive are one data set.

import assert from "node:assert";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";

import { closeTrace, drop, inPage, loaded, openTrace, parts } from "./explorer.mjs";
import { write } from "./traces.mjs";

const here = inPage();
const fixture = (name) => fileURLToPath(new URL(`../data/reader/${name}`, import.meta.url));

/** A fixture, what the report calls its format, the spans that are kept and those that are read, and the name of a request in it. */
const formats = [
  ["framed.pb", "OTLP protobuf", 3, 3, "GET /"],
  ["jaeger.json", "Jaeger JSON", 3, 3, "GET /cart"],
  ["zipkin-v1.json", "Zipkin JSON", 4, 4, "get /cart"],
  ["xray.json", "AWS X-Ray", 8, 8, "shop"],
  // One span is there twice.
  ["cloud-trace-v1.json", "Google Cloud Trace", 5, 6, "/home"],
  ["app-insights-tables.json", "Azure Application Insights", 6, 6, "GET /cart"],
  ["go-stdout.log", "OpenTelemetry SDK console", 3, 3, "GET /"],
];

for (const [name, format, spans, read, request] of formats) {
  test(`${format} is read`, async () => {
    const view = await here.open();
    const { page } = view;
    await loaded(page);
    await drop(page, [fixture(name)]);
    await page.locator("header .source").getByText(name).waitFor();
    await loaded(page);
    const totals = await parts(page).totals.innerText();
    assert.match(totals, new RegExp(`^${spans} spans`));
    // It opens by itself.
    if (/ 1 trace\s/.test(totals)) await closeTrace(page);
    await page.getByRole("tab", { name: "Report" }).click();
    await parts(page).report.getByText(new RegExp(`^${format} · .* · ${read} spans`)).waitFor();
    await openTrace(page, request);
    await view.screenshot(`formats-${name}`);
    view.assertClean();
    await view.close();
  });
}

test("an archive of several formats is one data set", async () => {
  const view = await here.open();
  const { page } = view;
  await loaded(page);
  const names = formats.map(([name]) => name);
  await drop(page, [await write("all.zip", await zip(names))]);
  await page.locator("header .source").getByText("all.zip").waitFor();
  await loaded(page);
  const sum = formats.reduce((sum, [, , spans]) => sum + spans, 0);
  assert.match(await parts(page).totals.innerText(), new RegExp(`^${sum} spans`));
  await page.getByRole("tab", { name: "Report" }).click();
  for (const name of names) await parts(page).report.getByText(`all.zip/${name}`).waitFor();
  await view.screenshot("formats-archive");
  view.assertClean();
  await view.close();
});

/** A ZIP archive of fixtures: of each its local header and its bytes, which is all that is read of one. */
async function zip(names) {
  const parts = [];
  for (const name of names) {
    const bytes = await readFile(fixture(name));
    const packed = deflateRawSync(bytes);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(20, 4);
    header.writeUInt16LE(8, 8);
    header.writeUInt32LE(checksum(bytes), 14);
    header.writeUInt32LE(packed.length, 18);
    header.writeUInt32LE(bytes.length, 22);
    header.writeUInt16LE(name.length, 26);
    parts.push(header, Buffer.from(name), packed);
  }
  return Buffer.concat(parts);
}

/** CRC-32, bit by bit: older versions of Node have none. */
function checksum(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
