// What a person does to see an incident of the demo.

import { drag, parts } from "./explorer.mjs";

/** The minutes of the incidents, as src/demo/incidents.rs has them. */
export const incidents = { flag: [12, 20], cache: [27, 33], tenant: [38, 45], retries: [50, 56] };

/** A time of the demo's hour, as the page writes it. */
export const clock = ([from, to]) => `14:${String(from).padStart(2, "0")}–14:${String(to).padStart(2, "0")} UTC`;

/** Drags a rectangle over all durations of some minutes of the demo's hour, and waits until it is selected. */
export async function selectMinutes(page, minutes) {
  const [from, to] = minutes;
  await drag(page, [(from + 0.1) / 60, 0.01], [(to - 0.1) / 60, 0.99]);
  // On a telephone the columns are wider than a minute.
  const time = page.viewportSize().width < 800 ? "" : clock(minutes);
  await parts(page).selection.getByText(`${time}, all durations`).first().waitFor();
  await parts(page).selection.getByText(/of 23,805 requests/).waitFor();
}

/** Opens a tab, and gives its panel. */
export async function openTab(page, name) {
  await page.getByRole("tab", { name }).click();
  return page.getByRole("tabpanel", { name });
}

/** Presses a button of a panel that copies something as a format, and gives what is on the clipboard then. */
export async function copied(page, panel, button, format) {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await panel.getByRole("button", { name: button }).click();
  await panel.getByRole("status").filter({ hasText: `as ${format}.` }).waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}
