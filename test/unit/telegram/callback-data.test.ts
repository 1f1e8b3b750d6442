import { expect, test } from 'vitest';
import {
  type PictureAction,
  parsePictureCallbackData,
  pictureCallbackData,
} from '../../../src/adapters/telegram/callback-data.ts';
import { aGenerationId, anImageId } from '../../builders/domain.ts';

const actions: readonly PictureAction[] = [
  { kind: 'again', generationId: aGenerationId() },
  { kind: 'edit', imageId: anImageId() },
  { kind: 'file', imageId: anImageId() },
];

test.each(actions)('the button $kind comes back as it was sent, in 64 bytes', (action) => {
  const data = pictureCallbackData(action);

  expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
  expect(parsePictureCallbackData(data)).toEqual(action);
});

test.each([
  '',
  'again',
  'again:',
  'again:1',
  'pay:0199d3c4-0000-7000-8000-000000000000',
  "edit:'; DROP",
])('what a stranger made up is nothing: %j', (data) => {
  expect(parsePictureCallbackData(data)).toBeUndefined();
});
