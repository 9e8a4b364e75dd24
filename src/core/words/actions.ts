/** What actions let a person do, in plain words: `scale deployments.apps/api to 5 replicas and delete pods/api-7d9f`. */
import type { Action } from '../actions/action.ts';
import { fullName } from '../actions/api-resource.ts';
import type { AskedAction } from '../actions/asked-action.ts';
import { code } from './inert.ts';
import { count, list } from './lists.ts';

/** What one line can hold; more is counted, and the check lists them all. */
const MOST = 140;

export function sayActions(actions: readonly AskedAction[]): string {
  const whole = list(actions.map(({ action }) => sayAction(action)));
  return whole.length <= MOST ? whole : `carry out ${count(actions.length, 'action')} (listed below)`;
}

function sayAction({ verb, resource, name, option }: Action): string {
  const object = `${fullName(resource)}/${name}`;
  switch (verb) {
    case 'delete':
    case 'evict':
    case 'cordon':
    case 'uncordon':
      return `${verb} ${object}`;
    case 'scale':
      return `scale ${object} to ${count(Number(option?.value), 'replica')}`;
    case 'rollout restart':
      return `restart ${object}`;
    case 'set image':
      return `set the image of ${object} (container ${option?.flag}) to ${option?.value}`;
    case 'exec':
      return `run commands in ${object}`;
    case 'attach':
      return `attach to ${object}`;
    case 'port-forward':
      return `reach the ports of ${object}`;
    case 'logs':
      return `read the logs of ${object}`;
    case 'get':
      return `read ${object}`;
  }
}

/** Each written in full, and what could not be seen of it. */
export function actionLines(actions: readonly AskedAction[]): readonly string[] {
  return actions.map(({ text, seen }) => {
    const unseen = ' (Daypass may not look whether it is there)';
    return `- ${code(text)}${seen ? '' : unseen}`;
  });
}
