// What is typed and not shown.

/**
 * Asks for a text on the terminal, of which nothing is shown.
 *
 * @param {string} prompt
 * @returns {Promise<string>}
 */
export function secret(prompt) {
  const { stdin, stderr } = process;
  stderr.write(prompt);
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  stdin.resume();
  return new Promise((resolve, reject) => {
    let typed = "";
    const end = (settle) => {
      stdin.off("data", take);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write("\n");
      settle();
    };
    const take = (text) => {
      for (const character of text) {
        if (character === "\r" || character === "\n" || character === "\u0004") return end(() => resolve(typed));
        if (character === "\u0003") return end(() => reject(new Error("stopped")));
        if (character === "\u007f" || character === "\b") typed = [...typed].slice(0, -1).join("");
        else typed += character;
      }
    };
    stdin.on("data", take);
  });
}
