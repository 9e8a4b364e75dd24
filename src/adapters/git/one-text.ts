/** Git says the same paths, blobs and modes again and again: each is kept once. */

/**
 * Gives for each text the one that was first given for an equal one, `known` among them. NB: a text of its own, for one
 * that was cut out of a longer one keeps the whole of that in memory.
 */
export function oneText(known: Iterable<string> = []): (text: string) => string {
  const texts = new Map<string, string>();
  for (const text of known) texts.set(text, text);
  return (text) => {
    const found = texts.get(text);
    if (found !== undefined) return found;
    const own = Buffer.from(text, 'utf8').toString('utf8');
    texts.set(own, own);
    return own;
  };
}
