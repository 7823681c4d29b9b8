import { test } from './fixture';
import { fit, looks } from './looks';
import { screens } from './public-screens';

for (const { name, path, change, reach, plain } of screens) {
  for (const look of looks) {
    test(`${name}: ${look.name}`, async ({ page, open }) => {
      await page.setViewportSize(look.appearance.elder ? { width: 900, height: 600 } : { width: 1280, height: 800 });
      await open(path, { ...change, appearance: look.appearance });
      await reach?.(page);
      await fit(page, plain ? {} : look.appearance);
    });
  }
}

// WCAG 1.4.10 and 1.4.4: 320 px wide, and the largest text.
for (const { name, path, change, reach, plain } of screens) {
  test(`${name}: narrow, with the largest text`, async ({ page, open }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    const appearance = { elder: true, text_size: 'largest', contrast: 'high' } as const;
    await open(path, { ...change, appearance });
    await reach?.(page);
    await fit(page, plain ? {} : appearance);
  });
}
