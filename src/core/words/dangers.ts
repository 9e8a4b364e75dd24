/** What a dangerous permission means for those who agree to it, in one or two plain sentences. */
import { isAcceptable } from '../permissions/accepts.ts';
import { VERBS_WITHOUT_NAMES, type Danger, type DangerKind } from '../permissions/dangers.ts';
import { nameOf } from '../permissions/permission.ts';
import { list, someOf } from './lists.ts';
import { meansOf } from './permission-table.ts';

/** What each kind means. */
export const MEANINGS: Readonly<Record<DangerKind, string>> = {
  wildcard: 'A wildcard also allows what nobody has seen yet, so that no reviewer could agree to it.',
  address:
    'An address that is no resource can be anything that the API server serves: metrics, logs, debugging. No policy can name it.',
  impersonation:
    'Whoever acts as somebody else has all that they may do, and the API server’s log shows it under their name.',
  RBAC: 'Whoever writes roles or bindings gives access that Daypass neither knows nor ends, to themselves first.',
  secrets:
    'A secret that was read stays known, and one that was written lets programs and people in: passwords, keys and tokens work after the access has ended.',
  tokens:
    'The token of a service account works wherever its holder goes, and may outlive the access; it can do whatever that service account may.',
  certificates:
    'A client certificate is an identity of its own: it lets its holder in until it runs out, and nothing can take it back.',
  nodes:
    'A node runs pods of every namespace and holds their secrets; whoever has power over it has power over them.',
  proxies:
    'It opens a way past the API server, to ports that may ask nobody who is there. What is open when the access ends stays open.',
  'commands in pods':
    'Whoever can run commands in a pod can take its service account’s token, which stays valid until the pod is deleted. A session that is open when the access ends stays open.',
  'makes pods':
    'Whoever makes or changes pods can run any program as any service account of the namespace, read its secrets through it, and leave it running after the access has ended.',
  admission:
    'Admission sees and changes every request to the API server: whoever configures it can read what others write, let things pass and shut everybody out.',
  'API registration':
    'Whoever registers APIs answers for them: requests of others, with what is in them, go to a server of their choice.',
  namespaces: 'A namespace’s labels say which guards hold in it, and deleting it deletes all that is in it.',
  volumes:
    'A volume can show files of a node or the data of another program; what was mounted or copied stays so.',
  traffic:
    'It leads requests of others elsewhere, or opens a way that was closed, and stays so until somebody undoes it.',
  configuration:
    'Programs take commands, addresses and switches from ConfigMaps; what is written there stays and takes effect after the access has ended.',
  'reaches the controller':
    'Throughout the cluster it also reaches the namespaces that are protected, that of Daypass itself among them: whoever stops the controller keeps their access from being ended in time.',
  'unknown subresource':
    'Daypass does not know what this subresource does. Many of them run commands, open connections or give out tokens, by whichever verb.',
  'unknown write':
    'Daypass does not know what comes of writing this. Controllers act on what they find, with permissions of their own, also after the access has ended.',
};

/** The permission as one reads it in a rule: `create pods/exec`, `patch nodes named a`. */
export function sayDanger({ kind, group, resource, verbs, names }: Danger): string {
  const what = kind === 'address' ? resource : nameOf(group, resource);
  return `${list(verbs)} ${what}${names.length === 0 ? '' : ` named ${someOf(names, 'or')}`}`;
}

export function sayMeaning(danger: Danger): string {
  const means = meansOf(danger) ?? MEANINGS[danger.kind];
  const unheld = danger.verbs.filter((verb) => VERBS_WITHOUT_NAMES.includes(verb));
  const namesDoNotHold = danger.names.length > 0 && unheld.length > 0 && !danger.resource.includes('/');
  return namesDoNotHold
    ? `${means} Kubernetes does not hold ${list(unheld)} to names, so count it as any object.`
    : means;
}

/** What the policy would say to accept it; undefined where it cannot. */
export function sayAccepts(danger: Danger): string | undefined {
  return isAcceptable(danger) ? nameOf(danger.group, danger.resource) : undefined;
}
