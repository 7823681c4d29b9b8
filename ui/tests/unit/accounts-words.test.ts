import { describe, expect, it } from 'vitest';

import type { LocalAccountView } from '../../src/lib/bindings';
import { accountFacts, accountName, isRemovable, removalFacts, stateLabel } from '../../src/lib/features/accounts/words';
import { hasMessage, speak } from '../../src/lib/i18n';
import { account } from '../fake/world';

const closed: LocalAccountView = {
  id: 'a',
  state: 'closed',
  tier: 'keyring',
  only_here: 3,
  has_session: true,
  last_used: '2026-11-20T01:30:00Z',
};

describe('an account on this computer', () => {
  it('is called by its person only while it is theirs on the screen', () => {
    speak('zh-CN');
    expect(accountName({ ...closed, state: 'open' }, account)).toBe(account.name);
    for (const state of ['closed', 'locked', 'unopened', 'leaving', 'opening'] as const) {
      expect(accountName({ ...closed, state }, account)).toBe('上次使用：2026年11月20日 09:30');
    }
    expect(accountName({ ...closed, last_used: null }, null)).toBe('上次使用：时间不详');
  });

  it('has words for every state, and is removable in two of them', () => {
    const states = ['open', 'locked', 'opening', 'unopened', 'closed', 'leaving'] as const;
    expect(states.filter((state) => !hasMessage(`accounts_state_${state}`))).toEqual([]);
    expect(states.filter((state) => isRemovable({ ...closed, state }))).toEqual(['closed', 'leaving']);
    expect(stateLabel(closed)).toBe('没有打开');
  });

  it('says what is known, and nothing else', () => {
    expect(accountFacts(closed)).toHaveLength(2);
    expect(accountFacts({ ...closed, tier: null, only_here: null })).toEqual(['现在读不出它是怎样保护的']);
    expect(accountFacts({ ...closed, state: 'open', tier: 'passphrase', only_here: null })).toEqual(['由口令保护']);
  });

  it('does not call edits what may be notes of what was looked at', () => {
    // The records lie sealed in one table: without the key nobody can tell them apart.
    expect(accountFacts(closed)[1]).toContain('不打开分不出');
    expect(removalFacts(closed).lost).toContain('如果是修改');
  });

  it('costs what it may hold', () => {
    expect(removalFacts(closed).lost).toContain('3 条');
    expect(removalFacts({ ...closed, only_here: 0 }).lost).toBeNull();
    expect(removalFacts({ ...closed, only_here: null }).lost).toContain('可能');
    expect(removalFacts(closed).session).not.toBeNull();
    expect(removalFacts({ ...closed, has_session: false }).session).toBeNull();
    expect(removalFacts({ ...closed, has_session: null }).session).toContain('如果');
  });
});
