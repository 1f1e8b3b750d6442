import { describe, expect, test } from 'vitest';
import { costOf, isUsable, noUsage, priceOf } from '../../../src/domain/models/model.ts';
import { modelId } from '../../../src/domain/shared/ids.ts';
import { defaultModels } from '../../../src/infrastructure/default-models.ts';

const find = (id: string | undefined) => defaultModels.find((model) => model.id === id);
const today = '2026-11-22';

describe('defaultModels', () => {
  test('names each model once, at a place of its own', () => {
    expect(new Set(defaultModels.map((model) => model.id)).size).toBe(defaultModels.length);
    expect(new Set(defaultModels.map((model) => model.position)).size).toBe(defaultModels.length);
  });

  test('falls back to models that can do the same, and never in a circle', () => {
    for (const model of defaultModels) {
      const seen = new Set<string>();
      for (let at = model; at.fallback !== undefined; ) {
        expect(seen).not.toContain(at.id);
        seen.add(at.id);
        const next = find(at.fallback);
        expect(next?.enabled).toBe(true);
        expect(next?.capabilities).toEqual(expect.arrayContaining([...model.capabilities]));
        at = next ?? { ...at, fallback: undefined };
      }
    }
  });

  test.each([
    ['gemini-3.8-flash', 'text', 1n],
    ['gemini-nano-banana-2.1', 'image', 2n],
    ['gemini-nano-banana-2.1', 'edit', 2n],
  ] as const)('sells %s for %s at the default price', (id, kind, price) => {
    const model = find(id);
    expect(model && isUsable(model, kind, today)).toBe(true);
    expect(model && priceOf(model, kind, {})).toBe(price);
  });

  test('knows what a picture costs: about 3.4 US cents of the default model', () => {
    const model = find('gemini-nano-banana-2.1');
    const usage = { ...noUsage, imageOutputTokens: 1_120, images: 1 };
    expect(model && costOf(model, usage)).toBe(33_600n);
  });

  test('keeps Imagen off until it is configured', () => {
    const imagen = defaultModels.filter((model) => model.family === 'imagen');
    expect(imagen.length).toBeGreaterThan(0);
    expect(imagen.every((model) => !model.enabled)).toBe(true);
    expect(imagen[0] && costOf(imagen[0], { ...noUsage, images: 1 })).toBe(20_000n);
  });

  test('takes as many input pictures as it edits with', () => {
    for (const model of defaultModels) {
      expect(model.maxInputImages > 0).toBe(model.capabilities.includes('edit'));
    }
    expect(find(modelId('gemini-nano-banana-2.1'))?.maxInputImages).toBe(14);
  });
});
