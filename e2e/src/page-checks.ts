import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './test.js';

interface DrawnText {
  readonly text: string;
  /** Size on screen, CSS pixels. */
  readonly px: number;
  readonly inView: boolean;
}

/** Every piece of text that is drawn, with its size. Text for screen readers alone is left out. */
function readTexts(page: Page): Promise<readonly DrawnText[]> {
  return page.evaluate(() => {
    const found: { text: string; px: number; inView: boolean }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      const holder = node.parentElement;
      if (text === '' || holder === null) continue;
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (box.width <= 1 || box.height <= 1 || holder.closest('noscript, script, style') !== null) continue;
      const scale = holder instanceof SVGGraphicsElement ? (holder.getScreenCTM()?.a ?? 1) : 1;
      found.push({
        text,
        px: Number.parseFloat(getComputedStyle(holder).fontSize) * scale,
        inView: box.left >= 0 && box.top >= 0 && box.bottom <= window.innerHeight,
      });
    }
    return found;
  });
}

/** Nothing to scroll in either direction, and no text below the edge. */
export async function expectNoScroll(page: Page): Promise<void> {
  expect(await scrollRoom(page)).toEqual({ sideways: 0, down: 0 });
  expect((await readTexts(page)).filter(({ inView }) => !inView)).toEqual([]);
}

export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect((await scrollRoom(page)).sideways).toBe(0);
}

/** @param leastPx smallest text allowed, CSS pixels */
export async function expectReadable(page: Page, leastPx: number): Promise<void> {
  // Half a hundredth for what a browser rounds away.
  expect((await readTexts(page)).filter(({ px }) => px < leastPx - 0.005)).toEqual([]);
}

export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })),
  }));
  expect(told).toEqual([]);
}

function scrollRoom(page: Page): Promise<{ sideways: number; down: number }> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
    return { sideways: scrollWidth - clientWidth, down: scrollHeight - clientHeight };
  });
}
