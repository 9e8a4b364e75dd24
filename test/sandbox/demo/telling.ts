// How the demo tells its story on a terminal: numbered steps, wrapped text, and colour where somebody wants it.

export interface Teller {
  /** The next step of the story. */
  readonly step: (title: string) => void;
  /** Wrapped prose, one paragraph. */
  readonly say: (text: string) => void;
  /** Text as it is, a little to the right. */
  readonly show: (text: string) => void;
  /** What somebody types or asks, and what comes back. */
  readonly typed: (command: string, output: string) => void;
  /** A check run's title, after its conclusion. */
  readonly check: (conclusion: 'success' | 'failure' | 'action_required', title: string) => void;
  /** GitHub's Markdown, as a reader sees it. */
  readonly markdown: (text: string) => void;
  readonly blank: () => void;
}

const WIDTH = 100;
const MARGIN = '    ';

export function startTelling(out: NodeJS.WriteStream): Teller {
  const paint = painter(out.isTTY && (process.env['NO_COLOR'] ?? '') === '');
  let steps = 0;
  const write = (lines: readonly string[]) => void out.write(`${lines.join('\n')}\n`);
  const show = (text: string) => write(text.split('\n').map((line) => `${MARGIN}${line}`.trimEnd()));
  return {
    step: (title) => {
      steps += 1;
      write(['', paint('bold', `${String(steps).padStart(2)}. ${title}`), '']);
    },
    say: (text) => write(wrapped(text, WIDTH)),
    show,
    typed: (command, output) => {
      write(wrapped(command, WIDTH - 8).map((line) => MARGIN + paint('cyan', line)));
      show(output);
    },
    check: (conclusion, title) => {
      const [colour, mark] = SAID[conclusion];
      const head = `${mark} daypass: ${conclusion.replace('_', ' ')}`;
      write([MARGIN + paint(colour, head), ...indented(wrapped(title, WIDTH - 6), '  ')]);
    },
    markdown: (text) => write(readable(text, paint).map((line) => `${MARGIN}${line}`.trimEnd())),
    blank: () => write(['']),
  };
}

type Paint = ReturnType<typeof painter>;

const CODES = { bold: 1, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

const SAID = {
  success: ['green', '✓'],
  failure: ['red', '✗'],
  action_required: ['yellow', '●'],
} as const;

function painter(isWanted: boolean) {
  return (colour: keyof typeof CODES, text: string) =>
    isWanted ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text;
}

function indented(lines: readonly string[], by: string): readonly string[] {
  return lines.map((line) => MARGIN + by + line);
}

/** Markup becomes what it means: code spans lose their fence, headings become bold, comments are not seen. */
function readable(markdown: string, paint: Paint): readonly string[] {
  const text = markdown.replaceAll(/<!--[^]*?-->\n*|<\/?sub>/g, '').trim();
  return text.split('\n').flatMap((line) => {
    const isHeading = line.startsWith('#');
    const plain = line
      .replace(/^#+ /, '')
      .replaceAll('**', '')
      .replaceAll(/(`+) ?([^]*?) ?\1/g, '$2');
    const hang = /^(- | *)/.exec(plain)?.[0].replace('-', ' ') ?? '';
    const lines = wrapped(plain.trimEnd(), WIDTH - MARGIN.length, hang);
    return isHeading ? lines.map((one) => paint('bold', one)) : lines;
  });
}

/** `hang`: what the lines after the first begin with. */
function wrapped(text: string, width: number, hang = ''): readonly string[] {
  const start = /^ */.exec(text)?.[0] ?? '';
  const lines = [''];
  for (const word of text.trim().split(/ +/)) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > width - start.length)
      lines.push(hang.trimStart() + word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line, index) => start + (index === 0 ? '' : hang.slice(start.length)) + line);
}
