import { m, speak } from '$lib/i18n';
import { afterEach, describe, expect, it } from 'vitest';

afterEach(() => speak('zh-CN'));

it('我的 says where the policy’s 信息修正 is', () => expect(m.profile_lead()).toContain('信息修正'));

describe.each(['zh-CN', 'en'] as const)('what help says in %s', (language) => {
  it('of a verified entry names the way that the client itself has', () => {
    speak(language);
    expect(m.help_a_correct()).toContain(m.profile_title());
    expect(m.help_a_correct()).toContain(m.verified_request());
  });

  it('of a search names pinyin, which is nowhere else to be seen', () => {
    speak(language);
    for (const words of [m.hint_nationality_country(), m.hint_address_region()]) expect(words).toMatch(/拼音|pinyin/);
  });

  it('of an edit without a keyring quotes what the page then says', () => {
    speak(language);
    const quoted = /[“](.+?)[”]/.exec(m.help_a_offline())?.[1] ?? 'nothing';
    expect(m.state_unsaved()).toContain(quoted);
  });

  it.each([m.help_a_number, m.contact_lost_note, m.lost_still])('of a lost number sends nobody away who knows the password', (words) => {
    speak(language);
    expect(words()).toMatch(/密码|password/);
  });
});
