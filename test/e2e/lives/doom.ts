// Doom: whoever writes is killed right before each of its writes, and once more right after it was done and before it knows.
import type { Asked, Guard } from '../../sandbox/crossing.ts';
import type { MortalController } from '../../sandbox/mortal-controller.ts';

export interface Doom {
  readonly guard: Guard;
  /** Only from now on. */
  readonly begin: () => void;
  /** Which writes it struck; by when it did so last. */
  readonly struck: () => ReadonlyMap<string, 'before' | 'after'>;
}

/** `doomed`: only these writes are struck. */
export function doomOf(
  controller: Pick<MortalController, 'kill' | 'start'>,
  doomed: (asked: Asked) => boolean = () => true,
): Doom {
  const met = new Map<string, 'before' | 'after'>();
  let hasBegun = false;
  let life = 0;
  let isDying = false;
  const strike = async (): Promise<never> => {
    life += 1;
    isDying = true;
    await controller.kill();
    isDying = false;
    controller.start();
    throw new Error('whoever asked is dead');
  };
  const born = new WeakMap<Asked, number>();
  const struckAt = (asked: Asked) => (hasBegun && doomed(asked) ? writeOf(asked) : undefined);
  return {
    guard: {
      before: async (asked) => {
        // NB: it may write twice at once, and dies but once.
        if (isDying) throw new Error('whoever asked is dead');
        born.set(asked, life);
        const write = struckAt(asked);
        if (write === undefined || met.has(write)) return;
        met.set(write, 'before');
        await strike();
      },
      after: async (asked) => {
        const write = struckAt(asked);
        const isDue = write !== undefined && met.get(write) === 'before';
        // NB: who was killed at another write meanwhile died after this one, too, and does not know of it either.
        if (isDue) met.set(write, 'after');
        // Of a dead process nothing goes on, not even what it sent already.
        if (born.get(asked) !== life) throw new Error('whoever asked is dead');
        if (isDue) await strike();
      },
    },
    begin: () => void (hasBegun = true),
    struck: () => met,
  };
}

/** The same for the same write of another try; undefined where nothing is written. */
function writeOf({ method, path, body }: Asked): string | undefined {
  if (method === 'GET' || /[?&]dryRun=All|\/access_tokens$|accessreviews$/.test(path)) return undefined;
  const isGraphql = path.endsWith('/graphql');
  if (isGraphql) return commitIn(body);
  return `${method} ${timeless(path.replace(/\?.*/, ''))} ${timeless(body)}`;
}

interface Mutation {
  readonly query: string;
  readonly variables?: {
    readonly input?: { readonly message: { readonly headline: string }; readonly fileChanges: unknown };
  };
}

function commitIn(body: string): string | undefined {
  const { query, variables } = JSON.parse(body) as Mutation;
  if (!/^\s*mutation/.test(query)) return undefined;
  const { message, fileChanges } = variables?.input ?? {};
  // NB: the contents bear times and seals.
  const paths = JSON.stringify(fileChanges).match(/"path":"[^"]+"/g) ?? [];
  return `commit ${message?.headline} ${paths.join(' ')}`;
}

/** Without what is another in each life. */
function timeless(text: string): string {
  return text
    .replaceAll(/\b(claimed|told) [0-9a-f]{8} /g, '$1 <teller> ')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/"(resourceVersion|uid)":"[^"]+"/g, '"$1"')
    .replaceAll(/\b\d{10}\b/g, '<epoch>');
}
