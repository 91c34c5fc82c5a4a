// How much an answer says: as many of its rows as fit into the tokens that it may have.

/** The tokens of an answer, if nothing is said. */
export const TOKENS = 2_000;
/** The fewest that can be asked for: less than that says nothing. */
export const FEWEST_TOKENS = 500;
/** The most. */
export const MOST_TOKENS = 50_000;

/** Bytes of UTF-8 for each token. Tokenizers make more of English, and less of ids. */
const BYTES_PER_TOKEN = 3;

/** About how many tokens a text has: one for every three bytes of it. */
export function tokensOf(text) {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

/**
 * The answer with the most rows of which neither the text nor the JSON has more tokens than it may.
 *
 * @template {{ text: string, structured: object }} Answer
 * @param {number} rows how many there are
 * @param {number} maxTokens
 * @param {(rows: number) => Answer} make the answer with the first so many rows
 * @returns {Answer}
 */
export function fitted(rows, maxTokens, make) {
  const fits = ({ text, structured }) => Math.max(tokensOf(text), tokensOf(JSON.stringify(structured))) <= maxTokens;
  let [most, tooMany] = [0, rows + 1];
  let best = make(0);
  while (most + 1 < tooMany) {
    const middle = Math.floor((most + tooMany) / 2);
    const answer = make(middle);
    if (fits(answer)) [most, best] = [middle, answer];
    else tooMany = middle;
  }
  return best;
}
