// A person with a real browser, for the tests of logging in outside the client: node drive.mjs TASK ADDRESS…
// Without script on the page: what the platform serves has to work without. Says on standard output what was
// seen at the end, as one line of JSON. Where a code comes by SMS, it asks for it by a line `code?`.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

import { chromium } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const system = '/usr/bin/chromium';

const [task, address, ...rest] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH || (existsSync(system) ? system : undefined),
  args: ['--no-sandbox'],
});
// A test that hangs must not leave a browser behind.
const limit = setTimeout(() => void fail('took too long'), 60_000);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

// Axe needs script, so its page has some; the policy of the page itself forbids any of its own.
const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 400, height: 800 } });
const page = await context.newPage();
page.setDefaultTimeout(15_000);
const faults = [];
page.on('pageerror', (error) => faults.push(String(error)));
page.on('console', (line) => {
  if (line.type() === 'error' && !line.text().includes('favicon')) faults.push(line.text());
});

async function look(name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((rules) => window.axe.run(document, { runOnly: rules }), RULES);
  faults.push(...violations.map(({ id, nodes }) => `${name}: ${id} ${nodes[0].target}`));
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${task}-${name}.png`, fullPage: true });
}

async function press(name) {
  await page.getByRole('button', { name }).click();
}

async function byCode(phone) {
  await look('identify');
  await page.getByLabel('手机号码', { exact: true }).fill(phone);
  await press('获取验证码');
  process.stdout.write('code?\n');
  const { value: code } = await lines.next();
  await page.getByLabel('验证码').waitFor();
  await look('code');
  await page.getByLabel('验证码').fill(code);
  await press('继续');
}

async function byPassword(account, password) {
  // After a wrong password the form is open already.
  if (!(await page.locator('details').evaluate((part) => part.open))) await page.getByText('用账号和密码').click();
  await page.getByLabel('账号或手机号码').fill(account);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.locator('details').getByRole('button', { name: '继续' }).click();
}

const tasks = {
  /** The reference platform: a request of the system browser, by phone and code. */
  async browser(phone) {
    await page.goto(address);
    await byCode(phone);
    await look('decide');
    await press('是我，同意登录');
    await page.getByRole('heading', { name: '可以回到盛事通了' }).waitFor();
    await look('back');
  },
  /** The reference platform: a QR code that was scanned, a wrong password first. */
  async device(number, account, password) {
    await page.goto(address);
    await look('enter');
    await press('继续');
    await byPassword(account, `${password}x`);
    await page.getByRole('alert').waitFor();
    await look('wrong');
    await byPassword(account, password);
    await page.getByText('终端屏幕上显示的是哪个数字').waitFor();
    await look('number');
    await page.getByRole('radio', { name: number }).check();
    await press('是我，同意登录');
    await page.getByRole('heading', { name: '已同意登录' }).waitFor();
    await look('approved');
  },
  /** A server that is not ours, with its own pages in English. */
  async 'their-browser'() {
    await page.goto(address);
    await theirLogin();
    await page.getByRole('heading', { name: '可以回到盛事通了' }).waitFor();
  },
  async 'their-device'() {
    await page.goto(address);
    await page.getByRole('button', { name: 'Continue' }).click();
    await theirLogin();
    await page.getByText('Sign-in Success').waitFor();
  },
};

async function theirLogin() {
  await page.locator('input[name=login]').fill('test-jia');
  await page.locator('input[name=password]').fill('anything');
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

async function fail(why) {
  process.stderr.write(`${why}\n${page.url().split('?')[0]} ${new URL(page.url()).searchParams.get('error_description') ?? ''}\n${await page.locator('body').innerText().catch(() => '')}\n`);
  await browser.close();
  process.exit(1);
}

try {
  await tasks[task](...rest);
  const cookies = await context.cookies();
  process.stdout.write(`${JSON.stringify({ title: await page.title(), faults, cookies: cookies.length })}\n`);
} catch (error) {
  await fail(error);
}
clearTimeout(limit);
await browser.close();
process.exit(0);
