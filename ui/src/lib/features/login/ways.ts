import type { LoginWay } from '$lib/bindings';
import { m } from '$lib/i18n';

const IDS: Record<LoginWay, string> = {
  sms_code: 'login-tab-sms',
  password: 'login-tab-password',
  device: 'login-tab-device',
  browser: 'login-tab-browser',
};

/** The tab of a way. */
export function tabOf(way: LoginWay): string {
  return IDS[way];
}

/** What a way is called. */
export function nameOf(way: LoginWay): string {
  switch (way) {
    case 'sms_code':
      return m.login_tab_sms();
    case 'password':
      return m.login_tab_password();
    case 'device':
      return m.login_tab_device();
    case 'browser':
      return m.login_tab_browser();
  }
}
