import { m, speak } from '$lib/i18n';
import { afterEach, describe, expect, it } from 'vitest';

afterEach(() => speak('zh-CN'));

describe.each(['zh-CN', 'en'] as const)('what help says in %s', (language) => {
  it('of a verified entry names the way that the client itself has', () => {
    speak(language);
    expect(m.help_a_correct()).toContain(m.profile_title());
    expect(m.help_a_correct()).toContain(m.verified_request());
  });

  it.each([m.help_a_number, m.contact_lost_note, m.lost_still])('of a lost number sends nobody away who knows the password', (words) => {
    speak(language);
    expect(words()).toMatch(/密码|password/);
  });
});
