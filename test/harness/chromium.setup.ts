import { chromiumPath } from './chromium.ts';
import { skipVisibly } from './require-all.ts';

/** Says once, before the end-to-end tests, when those that need a browser cannot run. */
export function setup(): void {
  if (chromiumPath() === undefined) {
    skipVisibly('Browser tests', 'install Chromium or set CHROMIUM_PATH');
  }
}
