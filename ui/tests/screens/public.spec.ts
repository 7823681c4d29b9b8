import { test } from './fixture';
import { fit, looks, wear } from './looks';
import { screens } from './public-screens';

// WCAG 1.4.10 and 1.4.4: 320 px wide, and the largest text.
const narrow = { name: 'narrow, with the largest text', appearance: { elder: true, text_size: 'largest', contrast: 'high' } } as const;

for (const { name, path, change, reach, plain } of screens) {
  test(name, async ({ page, open }) => {
    test.slow();
    await open(path, change);
    await reach?.(page);
    for (const look of [...looks, narrow]) {
      const { appearance } = look;
      await test.step(look.name, async () => {
        const wide = appearance.elder ? { width: 900, height: 600 } : { width: 1280, height: 800 };
        await page.setViewportSize(look === narrow ? { width: 320, height: 640 } : wide);
        if (!plain) await wear(page, appearance);
        await fit(page, plain ? {} : appearance);
      });
    }
  });
}
