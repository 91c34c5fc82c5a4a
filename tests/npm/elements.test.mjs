// The elements on a plain page: what it sets, what it is told, and what they leave alone.

import assert from "node:assert";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { assertAccessible, launchBrowser, openPage } from "../browser/page.mjs";
import { drag, record, recorded, shows } from "./element.mjs";
import { install } from "./installed.mjs";
import { servePlainPage } from "./plain.mjs";
import { shop } from "./shop.mjs";

let browser, site, file;
before(async () => {
  [browser, site, file] = await Promise.all([launchBrowser(), servePlainPage("<main></main>"), shop("elements.json", { failing: 2 })]);
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** Opens the page with `window.file`, runs a function in it, and hands it over. */
async function begin(inPage, options) {
  const before = site.requests.length;
  const opened = await openPage(browser, site.url, options);
  await opened.page.evaluate((text) => {
    window.file = new File([text], "elements.json");
    window.main = document.querySelector("main");
  }, await readFile(file, "utf8"));
  await opened.page.evaluate(inPage);
  return { ...opened, requests: () => site.requests.slice(before) };
}

/** Ends a test: nothing went wrong, and nothing was asked for that is not there. */
async function end(opened) {
  opened.assertClean();
  assert.deepStrictEqual(site.violations, []);
  assert.deepStrictEqual(opened.requests().filter(({ status }) => status !== 200), []);
  await opened.close();
}

const explorer = "spanlens-explorer";
const tab = (page, name) => page.locator(explorer).getByRole("tab", { name, selected: true });

/** An explorer with the file in it, as most tests begin. */
async function withExplorer() {
  await import("spanlens/elements");
  const explorer = document.createElement("spanlens-explorer");
  explorer.files = [file];
  main.append(explorer);
}

test("what was set before the elements were defined holds, and so does what is set later", async () => {
  const opened = await begin(async () => {
    main.innerHTML = `<spanlens-explorer theme="dark" tab="traces"></spanlens-explorer>`;
    const explorer = main.firstElementChild;
    explorer.population = "spans";
    explorer.files = [file];
    await import("spanlens/elements");
  });
  const { page } = opened;
  await shows(page, explorer, "600");
  await tab(page, /Traces/).waitFor();
  const element = page.locator(explorer);
  assert.strictEqual(await element.locator(".spanlens").getAttribute("data-theme"), "dark");
  assert.strictEqual(await element.getAttribute("population"), "spans", "properties are seen as attributes");

  await element.evaluate((explorer) => {
    explorer.removeAttribute("population");
    explorer.setAttribute("theme", "light");
    explorer.tab = "causes";
    explorer.filter = `{ status = error }`;
    explorer.timeZone = "local";
  });
  await shows(page, explorer, "20");
  await tab(page, /Error causes/).waitFor();
  assert.strictEqual(await element.locator(".spanlens").getAttribute("data-theme"), "light");
  assert.deepStrictEqual(
    await element.evaluate(({ population, theme, filter, timeZone, src, demo }) => [population, theme, filter, timeZone, src, demo]),
    ["", "light", "{ status = error }", "local", "", false],
  );
  await end(opened);
});

test("it opens what src names, as seen from the document, and says so when it cannot", async () => {
  await copyFile(file, join(site.directory, "traces.json"));
  await writeFile(join(site.directory, "else.json"), "no traces");
  const opened = await begin(async () => {
    await import("spanlens/elements");
    main.innerHTML = `<spanlens-explorer src="traces.json"></spanlens-explorer>`;
  });
  const { page } = opened;
  await shows(page, explorer, "200");
  assert.ok(opened.requests().some(({ path }) => path === "/some/path/traces.json"));
  await record(page, explorer);
  await page.locator(explorer).evaluate((explorer) => (explorer.src = "else.json"));
  await page.waitForFunction(() => window.events.some(([name]) => name === "load"));
  const [{ files: [{ report }] }] = await recorded(page, "load");
  assert.strictEqual(report.fault.code, "unknown-format");
  await end(opened);
});

test("what the page has set holds for whatever it opens, in whatever order it says so", async () => {
  const opened = await begin(async () => {
    await import("spanlens/elements");
    const explorer = document.createElement("spanlens-explorer");
    main.append(explorer);
    await new Promise((resolve) => setTimeout(resolve, 500));
  });
  const { page } = opened;
  await record(page, explorer);
  const element = page.locator(explorer);
  await element.evaluate((explorer) => {
    explorer.filter = `{ status = error }`;
    explorer.selection = { errors: true };
    explorer.files = [file];
  });
  await element.getByText("20 of 200 requests match").waitFor();
  assert.deepStrictEqual(await element.evaluate(({ filter, selection }) => ({ filter, selection })), {
    filter: "{ status = error }",
    selection: { errors: true },
  });
  for (const name of ["filter", "selection"]) assert.deepStrictEqual(await recorded(page, name), [], name);
  await end(opened);
});

test("what a person has changed can be set back", async () => {
  const opened = await begin(withExplorer);
  const { page } = opened;
  await shows(page, explorer, "200");
  const element = page.locator(explorer);
  await element.evaluate((explorer) => (explorer.filter = `{ status = error }`));
  await shows(page, explorer, "20");
  await element.getByRole("button", { name: "Clear the filter" }).click();
  await shows(page, explorer, "200");
  assert.strictEqual(await element.getAttribute("filter"), null, "the attribute follows");
  await element.evaluate((explorer) => (explorer.filter = `{ status = error }`));
  await shows(page, explorer, "20");
  await element.evaluate((explorer) => (explorer.theme = "dark"));
  await element.getByRole("button", { name: "Theme: Dark" }).click();
  await element.evaluate((explorer) => (explorer.theme = "dark"));
  await element.getByRole("button", { name: "Theme: Dark" }).waitFor();
  await end(opened);
});

test("a listener may give the element another engine", async () => {
  const opened = await begin(async () => {
    await import("spanlens/elements");
    const { createEngine } = await import("spanlens");
    const explorer = document.createElement("spanlens-explorer");
    explorer.files = [file];
    main.append(explorer);
    window.engine = await createEngine();
    explorer.addEventListener("spanlens-filter", () => (explorer.engine = window.engine));
  });
  const { page } = opened;
  await shows(page, explorer, "200");
  await record(page, explorer);
  const line = page.locator(explorer).getByRole("combobox", { name: "Filter" });
  await line.fill("{ status = error }");
  await line.press("Enter");
  await page.locator(explorer).getByRole("button", { name: "Open files" }).waitFor({ state: "detached" });
  assert.deepStrictEqual(await recorded(page, "load"), [], "nothing is loaded there yet");
  await page.evaluate(() => window.engine.open(window.file));
  await page.waitForFunction(() => window.events.some(([name]) => name === "load"));
  await shows(page, explorer, "20");
  await end(opened);
});

test("an address that is none is an error, and costs nothing else", async () => {
  const opened = await begin(async () => {
    await import("spanlens/elements");
    main.innerHTML = `<spanlens-explorer theme="dark"></spanlens-explorer>`;
  });
  const { page } = opened;
  await page.locator(explorer).getByRole("button", { name: "Open files" }).waitFor();
  await record(page, explorer);
  await page.locator(explorer).evaluate((explorer) => (explorer.src = "http://["));
  const [{ code, message }] = await recorded(page, "error");
  assert.strictEqual(code, "bad-argument");
  assert.match(message, /src must be an address/);
  assert.strictEqual(await page.locator(`${explorer} .spanlens`).getAttribute("data-theme"), "dark");
  await end(opened);
});

test("a flame graph stays one, whatever state it is given", async () => {
  const opened = await begin(async () => {
    await import("spanlens/elements");
    const graph = document.createElement("spanlens-flamegraph");
    graph.files = [file];
    main.append(graph);
  });
  const { page } = opened;
  const element = page.locator("spanlens-flamegraph");
  const text = () => element.getByRole("application").getAttribute("aria-label");
  await element.getByRole("application").waitFor();
  const whole = await element.evaluate((graph) => graph.state);
  await element.evaluate((graph) => {
    graph.state = "";
    graph.tab = "report";
    graph.filter = `{ name = "no such operation" }`;
  });
  await element.locator(".latency, section").first().waitFor({ state: "attached" });
  assert.ok(whole !== undefined && (await text()) !== undefined);
  await page.waitForFunction(() => document.querySelector("spanlens-flamegraph").state.includes("filter="));
  await end(opened);
});

test("events say what a person did, and not what the page did", async () => {
  const opened = await begin(async () => {
    await import("spanlens/elements");
    main.innerHTML = "<spanlens-explorer></spanlens-explorer>";
  });
  const { page } = opened;
  await record(page, explorer);
  await page.locator(explorer).evaluate((explorer) => (explorer.files = [file]));
  await shows(page, explorer, "200");
  const happened = (name) => page.waitForFunction((name) => window.events.some(([known]) => known === name), name);
  await happened("load");
  const [summary] = await recorded(page, "load");
  assert.strictEqual(summary.counts.requests, 200);
  assert.strictEqual(summary.files[0].source.name, "elements.json");

  await page.locator(explorer).evaluate((explorer) => {
    explorer.selection = { minDuration: 23_000_000, errors: true };
    explorer.filter = `{ name = "GET /cart" }`;
  });
  await page.locator(explorer).getByRole("region", { name: "Selection" }).getByText(/of 200/).waitFor();
  for (const name of ["selection", "filter", "trace"]) assert.deepStrictEqual(await recorded(page, name), [], name);

  await drag(page, explorer, [0.25, 0.02], [0.5, 0.98]);
  await happened("selection");
  const selections = await recorded(page, "selection");
  assert.strictEqual(selections.length, 1, "a rectangle is told when it is drawn");
  assert.deepStrictEqual(Object.keys(selections[0].selection).sort(), ["from", "to"]);
  assert.strictEqual(selections[0].baseline, "before");
  assert.deepStrictEqual(
    await page.locator(explorer).evaluate(({ selection, baseline }) => ({ selection, baseline })),
    selections[0],
  );

  const line = page.locator(explorer).getByRole("combobox", { name: "Filter" });
  await line.click();
  await line.fill(`{ name = "cart.Get" }`);
  await line.press("Enter");
  await happened("filter");
  assert.deepStrictEqual(await recorded(page, "filter"), [{ filter: `{ name = "cart.Get" }` }]);

  await page.locator(explorer).getByRole("tab", { name: "Traces" }).click();
  await page.locator(explorer).getByRole("region", { name: "Traces" }).getByRole("button", { name: "GET /cart" }).first().click();
  await happened("trace");
  const [{ traceId, group }] = await recorded(page, "trace");
  assert.match(traceId, /^[0-9a-f]{32}$/);
  assert.strictEqual(group, "default");
  await page.locator(explorer).getByRole("application", { name: "Waterfall of the trace" }).press("Escape");
  await page.waitForFunction(() => window.events.filter(([name]) => name === "trace").length === 2);
  assert.strictEqual((await recorded(page, "trace"))[1] ?? undefined, undefined, "nothing where one was closed");
  const states = await recorded(page, "state");
  assert.strictEqual(states.at(-1).state, await page.locator(explorer).evaluate(({ state }) => state));
  await end(opened);
});

test("several elements share an engine, and one beside them has its own", async () => {
  const opened = await begin(async () => {
    await import("spanlens/elements");
    const { createEngine } = await import("spanlens");
    window.engine = await createEngine();
    for (const name of ["heatmap", "flamegraph", "servicemap", "waterfall"]) {
      const element = document.createElement(`spanlens-${name}`);
      element.engine = engine;
      main.append(element);
    }
    const own = document.createElement("spanlens-explorer");
    own.demo = true;
    main.append(own);
    await engine.open(file);
    main.querySelector("spanlens-waterfall").traceId = "1".padStart(32, "0");
  });
  const { page } = opened;
  await shows(page, "spanlens-heatmap", "200");
  for (const name of ["flamegraph", "servicemap", "waterfall"]) await page.locator(`spanlens-${name}`).getByRole("application").waitFor();
  await shows(page, explorer, "23,805");
  assert.strictEqual(page.workers().length, 2);
  // What is opened next is seen by all who share, and by nobody else.
  await page.evaluate(() => engine.open(file, { name: "again", group: "other" }));
  await shows(page, "spanlens-heatmap", "400");
  await shows(page, explorer, "23,805");
  await page.evaluate(() => main.querySelectorAll("spanlens-heatmap, spanlens-explorer").forEach((element) => element.remove()));
  await page.waitForTimeout(100);
  assert.strictEqual(page.workers().length, 1, "an engine of the page outlives its elements");
  assert.strictEqual((await page.evaluate(() => engine.count())).units, 400);
  await end(opened);
});

test("an element that is moved keeps its view; one that is put back, its settings", async () => {
  const opened = await begin(withExplorer);
  const { page } = opened;
  await shows(page, explorer, "200");
  await drag(page, explorer, [0.25, 0.02], [0.5, 0.98]);
  const element = page.locator(explorer);
  await element.getByRole("tab", { name: "Error causes" }).click();
  await tab(page, /Error causes/).waitFor();
  const stays = await element.evaluate(async (explorer) => {
    const view = explorer.shadowRoot.querySelector(".spanlens");
    const aside = document.createElement("aside");
    document.body.append(aside);
    aside.append(explorer);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return view === explorer.shadowRoot.querySelector(".spanlens") && view.isConnected;
  });
  assert.ok(stays, "the view is the same");
  assert.strictEqual(page.workers().length, 1);

  const [before, after] = await element.evaluate(async (explorer) => {
    const settings = () => ({ state: explorer.state, selection: explorer.selection, baseline: explorer.baseline });
    const before = settings();
    explorer.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const isEmpty = explorer.shadowRoot.childElementCount === 0;
    window.main.append(explorer);
    await new Promise((resolve) => explorer.addEventListener("spanlens-load", resolve, { once: true }));
    return [{ ...before, isEmpty }, { ...settings(), isEmpty: true }];
  });
  assert.deepStrictEqual(after, before);
  assert.ok(before.selection.from > 0n);
  await shows(page, explorer, "200");
  await tab(page, /Error causes/).waitFor();
  await element.getByRole("region", { name: "Selection" }).getByText(/of 200/).waitFor();
  assert.strictEqual(page.workers().length, 1);
  await end(opened);
});

test("a page styles elements by parts and properties", async () => {
  const opened = await begin(async () => {
    const style = new CSSStyleSheet();
    style.replaceSync(`
      spanlens-explorer { height: 500px; --spanlens-surface: rgb(1, 2, 3); --spanlens-font: monospace; }
      spanlens-explorer::part(footer) { display: none; }
      spanlens-explorer::part(heatmap) { outline: 3px solid rgb(4, 5, 6); }
    `);
    document.adoptedStyleSheets = [style];
    await import("spanlens/elements");
    const explorer = document.createElement("spanlens-explorer");
    explorer.files = [file];
    main.append(explorer);
  });
  const { page } = opened;
  await shows(page, explorer, "200");
  const element = page.locator(explorer);
  const style = (selector, name) => element.locator(selector).evaluate((element, name) => getComputedStyle(element)[name], name);
  assert.strictEqual((await element.boundingBox()).height, 500);
  assert.strictEqual(await style("[part=footer]", "display"), "none");
  assert.strictEqual(await style("[part=heatmap]", "outlineColor"), "rgb(4, 5, 6)");
  assert.strictEqual(await style("[part=heatmap]", "backgroundColor"), "rgb(1, 2, 3)");
  assert.match(await style(".spanlens", "fontFamily"), /monospace/);
  const parts = await element.locator("[part]").evaluateAll((elements) => elements.map((element) => element.getAttribute("part")));
  assert.deepStrictEqual(parts.sort(), ["answers", "flamegraph", "footer", "header", "heatmap", "main", "servicemap", "trace"]);
  await end(opened);
});

test("charts follow custom properties that the page changes later, of the element and of all that it lies in", async () => {
  const opened = await begin(withExplorer);
  const { page } = opened;
  await shows(page, explorer, "200");
  /** Whether the heatmap has cells of exactly this colour. */
  const has = (color) => page.waitForFunction(([explorer, [red, green, blue]]) => {
    const canvas = document.querySelector(explorer).shadowRoot.querySelector("canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 0; at < data.length; at += 4) {
      if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) return true;
    }
    return false;
  }, [explorer, color]);
  const all = (color) => [1, 2, 3, 4, 5].map((step) => [`--spanlens-heat-${step}`, `rgb(${color.join(" ")})`]);
  const set = (selector, color) => page.evaluate(([selector, properties]) => {
    const { style } = document.querySelector(selector);
    for (const [name, value] of properties) style.setProperty(name, value);
  }, [selector, all(color)]);
  await set("html", [1, 200, 3]);
  await has([1, 200, 3]);
  await set(explorer, [4, 5, 206]);
  await has([4, 5, 206]);
  await end(opened);
});

test("nothing of the page is touched", async () => {
  const opened = await begin(async () => {
    window.ofThePage = () => ({
      globals: Object.getOwnPropertyNames(window).sort(),
      body: document.body.outerHTML.replace(/<spanlens-explorer[^>]*><\/spanlens-explorer>/, ""),
      head: document.head.innerHTML,
      root: document.documentElement.getAttributeNames(),
      sheets: document.adoptedStyleSheets.length + document.styleSheets.length,
      stored: [localStorage.length, sessionStorage.length, document.cookie],
      place: [location.href, history.length, JSON.stringify(history.state), document.title],
      scroll: [scrollX, scrollY],
    });
    window.was = undefined;
    window.was = ofThePage();
    const explorer = document.createElement("spanlens-explorer");
    explorer.files = [file];
    await import("spanlens/elements");
    main.append(explorer);
  });
  const { page } = opened;
  await shows(page, explorer, "200");
  const element = page.locator(explorer);
  await drag(page, explorer, [0.25, 0.02], [0.5, 0.98]);
  await element.getByRole("button", { name: /^Theme/ }).click();
  await element.getByRole("button", { name: /^Times/ }).click();
  const handle = element.getByRole("separator", { name: "Height of the heatmap" });
  const before = Number(await handle.getAttribute("aria-valuenow"));
  await handle.press("ArrowDown");
  await element.locator(`[role="separator"][aria-valuenow="${before + 16}"]`).waitFor();
  for (const name of ["Error causes", "Attributes", "Latency", "Report", "Traces"]) await element.getByRole("tab", { name }).click();
  await element.getByRole("region", { name: "Traces" }).getByRole("button", { name: "GET /cart" }).first().click();
  await element.getByRole("application", { name: "Waterfall of the trace" }).press("Escape");
  await page.waitForTimeout(400);
  const { was, is } = await page.evaluate(() => ({ was, is: ofThePage() }));
  assert.deepStrictEqual(is, was);
  await end(opened);
});

test("keys are for the element that has the focus", async () => {
  const opened = await begin(async () => {
    main.innerHTML = `<input aria-label="elsewhere"><button>of the page</button>`;
    await import("spanlens/elements");
    for (const _ of [1, 2]) main.append(Object.assign(document.createElement("spanlens-explorer"), { files: [file] }));
  });
  const { page } = opened;
  const [first, second] = [0, 1].map((at) => page.locator(explorer).nth(at));
  const open = async (element) => (await element.getByRole("tab", { selected: true }).innerText()).replace(/ \(.*/, "");
  for (const element of [first, second]) await element.getByRole("tab", { name: /^Findings/, selected: true }).waitFor();
  await page.keyboard.press("3");
  await page.getByRole("textbox", { name: "elsewhere" }).press("3");
  await page.getByRole("button", { name: "of the page" }).press("3");
  assert.deepStrictEqual([await open(first), await open(second)], ["Findings", "Findings"]);
  await second.getByRole("tabpanel", { name: /^Findings/ }).click({ position: { x: 5, y: 5 } });
  await page.keyboard.press("3");
  await second.getByRole("tab", { name: "Traces", selected: true }).waitFor();
  assert.strictEqual(await open(first), "Findings");
  await second.getByRole("combobox", { name: "Filter" }).press("4");
  assert.strictEqual(await open(second), "Traces", "what is typed is no key");
  await end(opened);
});

test("a waterfall on a page takes no keys from others until somebody clicks it", async () => {
  const opened = await begin(async () => {
    main.innerHTML = `<input aria-label="elsewhere"><div></div>`;
    main.firstElementChild.focus();
    await import("spanlens/elements");
    const { createEngine } = await import("spanlens");
    const engine = await createEngine();
    await engine.open(file);
    const waterfall = Object.assign(document.createElement("spanlens-waterfall"), { engine, traceId: "1".padStart(32, "0") });
    main.lastElementChild.append(waterfall);
  });
  const { page } = opened;
  const canvas = page.locator("spanlens-waterfall").getByRole("application");
  await canvas.waitFor();
  await page.waitForTimeout(100);
  assert.strictEqual(await page.evaluate(() => document.activeElement.ariaLabel), "elsewhere");
  await canvas.click({ position: { x: 90, y: 35 } });
  await page.keyboard.press("ArrowDown");
  await page.locator("spanlens-waterfall").getByRole("status", { name: "Row" }).filter({ hasText: "cart.Get" }).waitFor({ state: "attached" });
  await end(opened);
});

test("what opens over an element stays in its box", async () => {
  const opened = await begin(async () => {
    await import("spanlens/elements");
    main.innerHTML = `<p>above</p><div></div><p>below</p>`;
    const explorer = Object.assign(document.createElement("spanlens-explorer"), { files: [file] });
    main.children[1].append(explorer);
    Object.assign(explorer.style, { width: "700px", height: "500px", margin: "20px" });
  });
  const { page } = opened;
  await shows(page, explorer, "200");
  const element = page.locator(explorer);
  const isInside = async (locator) => {
    const [outer, inner] = [await element.boundingBox(), await locator.boundingBox()];
    const end = ({ x, y, width, height }) => [x + width, y + height];
    assert.ok(inner.x >= outer.x && inner.y >= outer.y, `${JSON.stringify(inner)} begins in ${JSON.stringify(outer)}`);
    assert.ok(end(inner).every((value, at) => value <= end(outer)[at] + 0.5), `${JSON.stringify(inner)} ends in ${JSON.stringify(outer)}`);
  };
  await element.getByRole("tab", { name: "Traces" }).click();
  await element.getByRole("region", { name: "Traces" }).getByRole("button", { name: "GET /cart" }).first().click();
  await element.getByRole("application", { name: "Waterfall of the trace" }).waitFor();
  await isInside(element.locator("dialog.trace"));
  await page.getByText("above").click();
  await opened.screenshot("element-trace-in-box");
  await assertAccessible(page);
  await element.getByRole("application", { name: "Waterfall of the trace" }).press("Escape");
  await end(opened);
});

test("a form of an element leaves the element and the page around it in use", async () => {
  const opened = await begin(async () => {
    await import("spanlens/elements");
    main.innerHTML = `<button>of the page</button><div></div>`;
    window.clicks = 0;
    main.firstElementChild.addEventListener("click", () => (window.clicks += 1));
    const explorer = Object.assign(document.createElement("spanlens-explorer"), { files: [file] });
    main.lastElementChild.append(explorer);
    Object.assign(explorer.style, { width: "700px", height: "500px", margin: "20px" });
  });
  const { page } = opened;
  await shows(page, explorer, "200");
  const element = page.locator(explorer);
  const hasFocus = (locator) => locator.evaluate((node) => node.getRootNode().activeElement === node);
  const openUrl = element.getByRole("button", { name: "Open URL" });
  const [address, clickhouse, keys] = ["Open an address", "Open traces in ClickHouse", "Keys"]
    .map((name) => element.getByRole("dialog", { name }));
  await openUrl.click();
  await address.waitFor();
  const [outer, inner] = [await element.boundingBox(), await address.boundingBox()];
  assert.ok(inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width
    && inner.y + inner.height <= outer.y + outer.height, "it is within the box");
  assert.ok(await hasFocus(address.getByRole("textbox").first()));
  await opened.screenshot("element-form");
  await assertAccessible(page);
  await page.getByRole("button", { name: "of the page" }).click();
  assert.strictEqual(await page.evaluate(() => window.clicks), 1, "the page is in use");
  await address.getByRole("textbox").first().press("Escape");
  await address.waitFor({ state: "hidden" });
  await page.waitForTimeout(50);
  assert.ok(await hasFocus(openUrl), "the focus is where it was");

  await openUrl.click();
  await address.waitFor();
  await element.getByRole("button", { name: "Servers" }).click();
  await element.getByRole("button", { name: "ClickHouse", exact: true }).click();
  await clickhouse.waitFor();
  await address.waitFor({ state: "hidden" });
  await opened.screenshot("element-form-large");
  await clickhouse.getByRole("button", { name: "Cancel" }).click();
  await clickhouse.waitFor({ state: "hidden" });

  await element.getByRole("tab", { name: "Traces" }).click();
  await page.keyboard.press("?");
  await keys.waitFor();
  await element.getByRole("tab", { name: "Traces" }).press("Escape");
  await keys.waitFor({ state: "hidden" });

  await element.getByRole("region", { name: "Traces" }).getByRole("button", { name: "GET /cart" }).first().click();
  const waterfall = element.getByRole("application", { name: "Waterfall of the trace" });
  await waterfall.waitFor();
  await element.locator("dialog.trace").getByRole("button", { name: "Export…" }).click();
  const form = element.getByRole("dialog", { name: "Export traces" });
  await form.waitFor();
  await page.keyboard.press("Escape");
  await form.waitFor({ state: "hidden" });
  assert.ok(await waterfall.isVisible(), "only the form is closed");
  await end(opened);
});

test("listeners may change the element that tells them", async () => {
  const opened = await begin(withExplorer);
  const { page } = opened;
  await shows(page, explorer, "200");
  await page.locator(explorer).evaluate((explorer) => {
    window.told = [];
    explorer.addEventListener("spanlens-selection", ({ detail }) => {
      window.told.push(detail);
      // What is drawn is kept to the failing ones.
      explorer.selection = { ...detail.selection, errors: true };
      explorer.tab = "traces";
    });
  });
  await drag(page, explorer, [0.25, 0.02], [0.5, 0.98]);
  await tab(page, /Traces/).waitFor();
  await page.locator(explorer).getByRole("button", { name: /Errors only/, pressed: true }).waitFor();
  assert.strictEqual(await page.evaluate(() => window.told.length), 1);
  await page.locator(explorer).evaluate(async (explorer) => {
    const { createEngine } = await import("spanlens");
    const engine = await createEngine();
    explorer.addEventListener("spanlens-load", () => (explorer.engine = engine), { once: true });
    const joined = new Promise((resolve) => explorer.addEventListener("spanlens-load", ({ detail }) => detail.files.length === 2 && resolve()));
    explorer.files = [file];
    await engine.open([{ source: file, group: "one" }, { source: file, group: "two" }]);
    await joined;
    explorer.addEventListener("spanlens-filter", () => explorer.remove());
  });
  await shows(page, explorer, "400");
  const line = page.locator(explorer).getByRole("combobox", { name: "Filter" });
  await line.click();
  await line.fill(`{ name = "cart.Get" }`);
  await line.press("Enter");
  await page.locator(explorer).waitFor({ state: "detached" });
  await page.waitForTimeout(100);
  await end(opened);
});

test("what a page sets wrongly is refused with a reason", async () => {
  const opened = await begin(withExplorer);
  const { page } = opened;
  await record(page, explorer);
  const thrown = await page.locator(explorer).evaluate((explorer) => {
    const attempts = { engine: {}, selection: { from: "today" }, baseline: "yesterday" };
    return Object.entries(attempts).map(([name, value]) => {
      try {
        explorer[name] = value;
        return `${name} was taken`;
      } catch (error) {
        return `${error.name}: ${error.message}`;
      }
    });
  });
  assert.match(thrown[0], /TypeError: engine must be an Engine/);
  assert.match(thrown[1], /SpanlensError: .*from/);
  assert.match(thrown[2], /SpanlensError: .*baseline/);
  await page.locator(explorer).evaluate((explorer) => {
    for (const name of ["theme", "timeZone", "tab", "population", "fail"]) explorer[name] = "nonsense";
  });
  const errors = await recorded(page, "error");
  assert.deepStrictEqual([...new Set(errors.map(({ code }) => code))], ["bad-argument"]);
  // What is taken is what the types say.
  const words = (text) => text.match(/\w+/g).join(", ");
  const types = await readFile(join(site.directory, "node_modules/spanlens/elements.d.ts"), "utf8");
  const [theme, zone, tab] = ["Theme", "Zone", "Tab"].map((name) => words(types.match(new RegExp(`type ${name} = (.*);`))[1]));
  const { words: { Population: units, FailureRule: rules } } = await import(pathToFileURL(join(site.directory, "node_modules/spanlens/protocol.js")));
  assert.deepStrictEqual(errors.map(({ message }) => message), [
    `theme must be one of ${theme}`,
    `zone must be one of ${zone}`,
    `tab must be one of ${tab}`,
    `population must be one of ${units.join(", ")}`,
    `fail must be one of ${rules.join(", ")}`,
  ]);
  await end(opened);
});

test("elements and a page that ask one engine the same at once are all answered", async () => {
  const opened = await begin(async () => {
    await import("spanlens/elements");
    const { createEngine } = await import("spanlens");
    window.engine = await createEngine();
    await engine.openDemo();
    // What is asked and answered at each port.
    window.ports = [];
    const connect = engine.connect.bind(engine);
    engine.connect = () => {
      const port = connect();
      const post = port.postMessage.bind(port);
      const heard = { asked: {}, dropped: [], replies: [] };
      port.postMessage = (message, ...rest) => {
        if (message.ask) heard.asked[message.ask.id] = Object.keys(message.ask.question)[0];
        if (message.cancel) heard.dropped.push(message.cancel.id);
        post(message, ...rest);
      };
      port.addEventListener("message", ({ data: { answer, error } }) => {
        if (answer || error) heard.replies.push([(answer ?? error).id, error?.code ?? "answered"]);
      });
      window.ports.push(heard);
      return port;
    };
    const client = await createEngine({ port: engine.connect() });
    const selection = { minDuration: 1_000_000_000n };
    const ask = (one) => [
      one.heatmap(), one.heatmap({ columns: 20 }), one.overview(), one.overview({ selection }), one.count({ selection }),
      one.count(), one.attributeDiff({ selection }), one.attributeDiff({ selection, countSpans: true }), one.traces({ selection }), one.traces(),
    ];
    for (const tab of ["overview", "attributes"]) {
      const explorer = document.createElement("spanlens-explorer");
      main.append(Object.assign(explorer, { engine, selection, tab }));
    }
    // The elements have begun to ask when the page does.
    while (window.ports.filter(({ asked }) => Object.keys(asked).length > 2).length < 2) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    window.outcomes = await Promise.allSettled([...ask(engine), ...ask(client)]);
    window.outcomes = window.outcomes.map(({ reason }) => reason?.code ?? "answered");
  }, { height: 2200 });
  const { page } = opened;
  for (const at of [0, 1]) {
    await page.locator(explorer).nth(at).locator("#heatmap-summary").filter({ hasText: /^23,805/ }).waitFor({ state: "attached" });
  }
  await page.waitForFunction(() => window.ports.every(({ asked, replies }) => replies.length === Object.keys(asked).length));
  const [outcomes, ports] = await page.evaluate(() => [window.outcomes, window.ports]);
  assert.deepStrictEqual(outcomes, Array(20).fill("answered"));
  assert.strictEqual(ports.length, 3);
  for (const { asked, dropped, replies } of ports) {
    const kinds = Object.values(asked);
    assert.ok(["heatmap", "overview", "count"].every((kind) => kinds.includes(kind)), `${kinds}`);
    const outcome = replies.filter(([id]) => !dropped.includes(id)).map(([, outcome]) => outcome);
    assert.deepStrictEqual([...new Set(outcome)], ["answered"]);
  }
  await end(opened);
});

test("an element that is given an engine which has been closed says so", async () => {
  const opened = await begin(async () => {
    await import("spanlens/elements");
    const { createEngine } = await import("spanlens");
    const engine = await createEngine();
    engine.close();
    const heatmap = document.createElement("spanlens-heatmap");
    heatmap.engine = engine;
    window.said = new Promise((resolve) => heatmap.addEventListener("spanlens-error", ({ detail }) => resolve(detail)));
    main.append(heatmap);
  });
  assert.strictEqual((await opened.page.evaluate(() => window.said)).code, "closed");
  await end(opened);
});

test("without a document, importing the elements does nothing", async () => {
  const installed = await install();
  try {
    const { stdout } = await installed.node(`
      import { SpanlensExplorer, configure } from "spanlens/elements";
      configure({ viewsUrl: "https://example.org/views.wasm" });
      console.log(typeof SpanlensExplorer, typeof document, Object.keys(globalThis).filter((name) => /spanlens/i.test(name)).length);
    `);
    assert.strictEqual(stdout, "function undefined 0\n");
  } finally {
    await installed.remove();
  }
});

for (const theme of ["light", "dark"]) {
  test(`all elements look right in ${theme}`, async () => {
    const opened = await begin(async () => {
      await import("spanlens/elements");
      const { createEngine } = await import("spanlens");
      const engine = await createEngine();
      await engine.open(file);
      const traceId = "1".padStart(32, "0");
      main.innerHTML = "<h1>Somebody's page</h1>";
      for (const name of ["heatmap", "flamegraph", "servicemap", "waterfall", "explorer"]) {
        const element = Object.assign(document.createElement(`spanlens-${name}`), { engine });
        if (name === "waterfall") element.traceId = traceId;
        main.append(element);
      }
    }, { theme, height: 2200 });
    const { page } = opened;
    for (const name of ["spanlens-heatmap", explorer]) await shows(page, name, "200");
    for (const name of ["flamegraph", "servicemap", "waterfall"]) await page.locator(`spanlens-${name}`).getByRole("application").waitFor();
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    await opened.screenshot(`elements-${theme}`);
    // Two heatmaps on one page would have to be told apart by the page.
    await page.locator(explorer).evaluate((explorer) => explorer.remove());
    await assertAccessible(page);
    await end(opened);
  });
}

test("what is upwards is a property, and what is drawn on it a selection by that number", async () => {
  const opened = await begin(async () => {
    await import("spanlens/elements");
    const heatmap = document.createElement("spanlens-heatmap");
    heatmap.axis = "spans";
    heatmap.files = [file];
    main.append(heatmap);
  });
  const { page } = opened;
  const heatmap = page.locator("spanlens-heatmap");
  const named = (name) => heatmap.getByRole("application", { name: `Heatmap of requests by time and ${name}`, exact: true });
  await named("spans").waitFor();
  assert.strictEqual(await heatmap.evaluate(({ axis }) => axis), "spans");
  await shows(page, "spanlens-heatmap", "200");
  await record(page, "spanlens-heatmap");
  await drag(page, "spanlens-heatmap", [0.1, 0.02], [0.9, 0.4]);
  await page.waitForFunction(() => window.events.some(([name]) => name === "selection"));
  const [{ selection }] = await recorded(page, "selection");
  assert.strictEqual(selection.number.of, "spans");
  assert.ok(Number.isInteger(selection.number.min) && selection.minDuration === undefined);
  await heatmap.evaluate((heatmap) => (heatmap.axis = { attribute: "span.no.such" }));
  await named("no.such").waitFor();
  assert.deepStrictEqual(await heatmap.evaluate(({ axis }) => axis), { attribute: "span.no.such" });
  assert.strictEqual(await heatmap.evaluate((heatmap) => {
    try {
      heatmap.axis = { attribute: "size" };
    } catch ({ code }) {
      return code;
    }
  }), "bad-argument");
  await heatmap.evaluate((heatmap) => (heatmap.axis = undefined));
  await named("duration").waitFor();
  await end(opened);
});
