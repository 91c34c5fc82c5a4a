// Folders for what is on the disk only as long as the program runs.

import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new folder that only this user can look into. It goes with the process. */
export async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), "spanlens-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
