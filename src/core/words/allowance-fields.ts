/** What the fields hold that a role and a rule for actions have in common. */
import type { Field } from './fields.ts';

export const SPAN = 'A whole number without leading zero, then m, h or d (24 hours).';
export const LABEL = 'It stands in paths: the letters a–z, digits and hyphens, at most 63.';
export const GLOB =
  'Letters, digits and hyphens, where `*` stands for any number of them; there is no other wildcard.';
const REQUESTER = 'Nobody may ask for a role that does not name them.';

export const allowanceFields: Readonly<Record<string, Field>> = {
  maxDuration: {
    is: 'a span such as `30m`, `2h` or `1d`',
    why: `Nobody gets it for longer. ${SPAN}`,
    example: '4h',
  },
  clusters: {
    is: 'a list of clusters of this policy',
    why: 'Without it, it may be asked for in all of them.',
    example: '[prod-eu]',
  },
  'clusters.*': { is: 'the name of a cluster of this policy', why: LABEL, example: 'prod-eu' },
  namespaces: {
    is: 'a list of namespaces',
    why: 'Without it, it may be asked for in all that are not protected.',
    example: '[payments, "web-*"]',
  },
  'namespaces.*': { is: 'a namespace or a pattern of them', why: GLOB, example: '"web-*"' },
  requesters: {
    is: 'a list of at least one person or team',
    why: REQUESTER,
    example: '["@acme/engineers"]',
  },
  'requesters.*': {
    is: 'a person (`@login`) or a team (`@org/team`), in quotes',
    why: REQUESTER,
    example: '"@acme/engineers"',
  },
  approvals: {
    is: 'a whole number from 0 to 10',
    why: 'So many owners of the path must approve; 0 means that this policy is itself the approval.',
    example: '1',
  },
  alsoApprovedBy: {
    is: 'a list of at most 5 people or teams, each once',
    why: 'For each of them, one more person must approve.',
    example: '["@acme/security"]',
  },
  'alsoApprovedBy.*': {
    is: 'a person (`@login`) or a team (`@org/team`), in quotes',
    why: 'For each of them, one more person must approve.',
    example: '"@acme/security"',
  },
  serviceAccounts: {
    is: 'a list of service accounts',
    why: 'Besides people, only these may be the subject of a request.',
    example: '[ci/deployer]',
  },
  'serviceAccounts.*': {
    is: 'a service account, as `namespace/name`',
    why: 'A program gets access only where it is listed by name; there is no wildcard.',
    example: 'ci/deployer',
  },
  review: {
    is: '`after`',
    why: "It grants at the merge, without an approval first, and owes an owner's review of the merged pull request.",
    example: 'after',
  },
  reviewWithin: {
    is: 'a span such as `24h`',
    why: `The review that \`review: after\` owes is due so long after the merge; a day where this is left out. ${SPAN}`,
    example: '24h',
  },
  ticket: {
    is: '`required`',
    why: 'Each request must then name a ticket.',
    example: 'required',
  },
};
