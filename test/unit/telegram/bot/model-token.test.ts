import { expect, test } from 'vitest';
import { modelToken } from '../../../../src/adapters/telegram/bot/model-token.ts';
import { modelId } from '../../../../src/domain/shared/ids.ts';
import { defaultModels } from '../../../../src/infrastructure/default-models.ts';

const dataOf = (id: string) => `set:image-model:${modelToken(modelId(id))}`;

test('a button that names a model holds no more than Telegram takes, however the model is called', () => {
  for (const id of [...defaultModels.map((model) => model.id), 'x'.repeat(49), 'я'.repeat(200)]) {
    expect(Buffer.byteLength(dataOf(id))).toBeLessThanOrEqual(64);
  }
  expect(dataOf(`${'x'.repeat(60)}1`)).not.toBe(dataOf(`${'x'.repeat(60)}2`));
});
