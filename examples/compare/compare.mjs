// Compares the traces of two builds, and fails where the newer one is slower or fails more often.

import { parseArgs } from "node:util";

import { createEngine } from "spanlens";

import { report } from "./report.mjs";

const usage = `Usage: node compare.mjs [options] <before> <after>

Opens two trace files (OTLP JSON, plain or gzipped) and compares the requests of the second with those of the first.

Options:
  --max-latency-increase <percent>  how much longer requests may take on average (default: 10%)
  --max-error-increase <points>     how many more of 100 requests may fail (default: 1%)
  --min-latency-increase-ms <ms>    what is no increase at all, however large a part (default: 1)
  --help                            says this

Latency is compared among requests of the same operation that call the same services, so a change of what was asked is
not taken for a change of speed; and only where some of the increase is certain, so that chance breaks no build.

Exit code: 0 if nothing got worse, 1 if something did, 2 if the files could not be compared.
`;

/** What is wrong with how this was called, or with the files. */
class Unusable extends Error {}

function readArguments() {
  const options = {
    "max-latency-increase": { type: "string", default: "10%" },
    "max-error-increase": { type: "string", default: "1%" },
    "min-latency-increase-ms": { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  };
  let parsed;
  try {
    parsed = parseArgs({ options, allowPositionals: true });
  } catch ({ message }) {
    throw new Unusable(message);
  }
  const { values, positionals } = parsed;
  const number = (name, unit) => {
    const [, digits] = values[name].match(new RegExp(`^(\\d+(?:\\.\\d+)?)${unit}$`)) ?? [];
    if (digits === undefined) throw new Unusable(`--${name} must be a number, as in ${options[name].default}`);
    return Number(digits);
  };
  const limits = {
    latencyShare: number("max-latency-increase", "%?") / 100,
    errorShare: number("max-error-increase", "%?") / 100,
    latencyNs: number("min-latency-increase-ms", "") * 1e6,
  };
  if (!values.help && positionals.length !== 2) throw new Unusable("two files are needed: <before> <after>");
  return { help: values.help, files: positionals, limits };
}

async function compare([before, after]) {
  const engine = await createEngine();
  try {
    const { files } = await engine.open([
      { source: before, group: "before" },
      { source: after, group: "after" },
    ]);
    const broken = files.find(({ report }) => report.fault);
    if (broken) throw new Unusable(`${broken.source.name}: ${broken.report.fault.message}`);

    const query = { selection: { group: "after" }, baseline: { group: "before" } };
    const [overview, latency, causesBefore, causesAfter] = await Promise.all([
      engine.overview(query),
      engine.flameDiff(query),
      engine.errorCauses({ selection: query.baseline }),
      engine.errorCauses({ selection: query.selection }),
    ]);
    const empty = [[before, overview.baselineTotal], [after, overview.selectionTotal]].find(([, { count }]) => count === 0);
    if (empty) throw new Unusable(`${empty[0]}: there are no requests in it`);
    return { overview, latency, causesBefore, causesAfter };
  } finally {
    engine.close();
  }
}

/** What got worse than the limits allow. */
function judge({ overview, latency }, limits) {
  const { flames, suspects } = latency;
  const increaseNs = flames.deltaMeanNs - flames.mixNs;
  const isCertain = suspects.suspects.some(({ certainNs }) => certainNs > 0);
  const errorIncrease = overview.selectionTotal.errorShare - overview.baselineTotal.errorShare;
  return {
    increaseNs,
    errorIncrease,
    isSlower: isCertain && increaseNs >= limits.latencyNs && increaseNs > limits.latencyShare * flames.baselineMeanNs,
    failsMore: errorIncrease > limits.errorShare,
  };
}

try {
  const { help, files, limits } = readArguments();
  if (help) {
    process.stdout.write(usage);
  } else {
    const answers = await compare(files);
    const verdict = judge(answers, limits);
    process.stdout.write(report(answers, verdict));
    process.exitCode = verdict.isSlower || verdict.failsMore ? 1 : 0;
  }
} catch (error) {
  if (!(error instanceof Unusable) && error.name !== "SpanlensError") throw error;
  process.stderr.write(`${error.message}\n\nnode compare.mjs --help says how to use this.\n`);
  process.exitCode = 2;
}
