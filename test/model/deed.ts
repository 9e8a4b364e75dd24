// One step of a random story, and the words that stories are made of.
import type { Login } from '../sandbox/memory/company.ts';
import type { Books } from './books.ts';
import type { Stage } from './stage.ts';

/** What it does, and under which name a failing story tells it. */
export interface Deed {
  readonly name: string;
  /** The request that it brings, where it brings one. */
  readonly asksFor?: Place;
  readonly play: (books: Books, stage: Stage) => Promise<void>;
}

export const PLACES = [
  'access-requests/prod-eu/payments/debugger/one.yaml',
  'access-requests/prod-eu/payments/debugger/two.yaml',
  'access-requests/staging/web/log-viewer/three.yaml',
  'access-requests/prod-eu/_cluster/node-drainer/four.yaml',
  'access-requests/prod-eu/payments/actions/five.yaml',
] as const;
export type Place = (typeof PLACES)[number];

export const SPANS = { '30m': 1_800, '1h': 3_600, '4h': 14_400, '5h': 18_000 } as const;
export type Span = keyof typeof SPANS;

/** The pod that there is in payments, and what may be done to it. */
export const POD = { resource: 'pods', namespace: 'payments', name: 'api' };
export const ACTIONS = ['logs pods/api', 'delete pods/api'] as const;
export type Action = (typeof ACTIONS)[number];

export interface Wish {
  readonly place: Place;
  readonly span: Span;
  readonly subject: Login;
  readonly ticket?: string | undefined;
  /** Absent: it begins with its merge. */
  readonly startsAt?: string | undefined;
  /** Where the place is one for actions; absent: the logs alone. */
  readonly actions?: readonly Action[] | undefined;
}
