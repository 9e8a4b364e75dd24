/** Cuts a stream of bytes into the tokens between NULs: the one separator that no name and no message can hold. */

/** `push` takes the next piece; a token that is not ended yet waits for its rest; `end` gives what is left. */
export function splitAtNul(onToken: (token: Buffer) => 'more' | 'enough') {
  let rest: Buffer[] = [];
  const take = (tail: Buffer): Buffer => {
    const whole = rest.length === 0 ? tail : Buffer.concat([...rest, tail]);
    rest = [];
    return whole;
  };
  return {
    push: (chunk: Buffer): 'more' | 'enough' => {
      let start = 0;
      for (let nul = chunk.indexOf(0); nul !== -1; nul = chunk.indexOf(0, start)) {
        if (onToken(take(chunk.subarray(start, nul))) === 'enough') {
          rest = [];
          return 'enough';
        }
        start = nul + 1;
      }
      if (start < chunk.length) rest.push(chunk.subarray(start));
      return 'more';
    },
    end: (): void => {
      if (rest.length > 0) onToken(take(Buffer.alloc(0)));
    },
  };
}
