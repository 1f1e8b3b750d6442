import { expect, test } from 'vitest';
import { defaultRetryPolicy, retryDelayMs } from '../../../src/adapters/bullmq/retry-policy.ts';

test('the pause after a failure doubles from half a second to half a minute', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => retryDelayMs(defaultRetryPolicy, n));

  expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});
