/** People and bots as GitHub names them. */
import type { Author } from '../../core/approval/facts.ts';

interface SimpleUser {
  readonly login: string;
  readonly id: number;
  readonly type: string;
}

/** The account that GitHub shows in place of one that was deleted. https://github.com/ghost */
const ghost: Author = { login: 'ghost', id: 10_137, kind: 'person' };

/** NB: the type decides what is a bot; a login that looks like one can be anybody's. */
export function authorOf(user: SimpleUser | null): Author {
  if (user === null) return ghost;
  return { login: user.login, id: user.id, kind: user.type === 'User' ? 'person' : 'bot' };
}
