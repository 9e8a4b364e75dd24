/** When a pull request was last turned to another base branch: the part of a GraphQL question, and its answer read. */
import type { Retargeted } from '../../core/approval/facts.ts';
import { latest } from '../../core/time.ts';
import { instantFrom } from './answered.ts';

/** GitHub lists no more of them at once. */
const A_PAGE = 100;

/** GitHub turns one by itself too, where its base is merged and deleted. Needs the variable `$number`. */
export const retargets = `pullRequest(number: $number) { number
  timelineItems(last: ${A_PAGE}, itemTypes: [BASE_REF_CHANGED_EVENT, AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT]) {
    pageInfo { hasPreviousPage } nodes {
      ... on BaseRefChangedEvent { createdAt } ... on AutomaticBaseChangeSucceededEvent { createdAt } } } }`;

export interface RetargetedNode {
  readonly number: number;
  readonly timelineItems: {
    readonly pageInfo: { readonly hasPreviousPage: boolean };
    readonly nodes: readonly ({ readonly createdAt?: string } | null)[] | null;
  };
}

/** Throws where any of it is not told. NB: a list of which a part is missing may lack the very last. */
export function retargetedFrom(node: RetargetedNode | null | undefined, number: number): Retargeted {
  if (node?.number !== number) throw new Error(`GitHub does not know #${number}`);
  const { nodes, pageInfo } = node.timelineItems;
  if (nodes === null) throw new Error(`it is not told when the base of #${number} changed`);
  if (pageInfo.hasPreviousPage) return { kind: 'too often' };
  const [first, ...others] = nodes.map((one) => instantFrom(one?.createdAt));
  return first === undefined ? { kind: 'never' } : { kind: 'last', at: latest(first, ...others) };
}
