import { type FieldProblem, isOneLine, isWholeWithin, unless } from '../shared/field-problem.ts';
import type { ModelId } from '../shared/ids.ts';
import type { Model } from './model.ts';

/** As it stands in ids and job payloads. */
const idPattern = /^[\w.:-]{1,100}$/;
const ratioPattern = /^[1-9]\d?:[1-9]\d?$/;
const sizePattern = /^[0-9A-Za-z]{1,10}$/;

const longestTitle = 64;
const mostCredits = 100_000;
const mostOptions = 30;
const mostInputImages = 100;
/** 10,000 US dollars. */
const highestCostMicros = 10_000_000_000;
const lastPosition = 1_000_000;

/**
 * What an admin must not make of the catalogue.
 *
 * @param others the rest of the catalogue; the model itself, as it was, may be among them
 */
export function modelProblems(
  model: Model,
  others: readonly Model[],
): readonly FieldProblem<keyof Model>[] {
  return [
    ...unless(
      idPattern.test(model.id),
      'id',
      'must be 1 to 100 letters, digits, dots, colons, dashes or underscores',
    ),
    ...unless(
      isOneLine(model.title, longestTitle),
      'title',
      `must be 1 to ${longestTitle} characters in one line`,
    ),
    ...capabilityProblems(model),
    ...priceProblems(model),
    ...optionProblems(model),
    ...costProblems(model),
    ...fallbackProblems(model, others),
    ...unless(
      model.shutdownOn === undefined || isDay(model.shutdownOn),
      'shutdownOn',
      'must be a date like 2026-08-17',
    ),
    ...unless(
      isWholeWithin(model.position, 0, lastPosition),
      'position',
      `must be a whole number from 0 to ${lastPosition}`,
    ),
  ];
}

function capabilityProblems({ family, capabilities, maxInputImages }: Model) {
  const isImageAlone = capabilities.every((kind) => kind === 'image');
  const least = capabilities.includes('edit') ? 1 : 0;
  const most = capabilities.includes('edit') ? mostInputImages : 0;
  return [
    ...unless(
      capabilities.length > 0 && isDistinct(capabilities),
      'capabilities',
      'must name at least one, and none twice',
    ),
    ...unless(
      family !== 'imagen' || isImageAlone,
      'capabilities',
      'must be image alone for the family imagen',
    ),
    ...unless(
      isWholeWithin(maxInputImages, least, most),
      'maxInputImages',
      most === 0
        ? 'must be 0 for a model that cannot edit'
        : `must be a whole number from ${least} to ${most}`,
    ),
  ];
}

function priceProblems({ capabilities, prices, sizeSurcharges, imageSizes }: Model) {
  const credits = `must be a whole number of credits from 0 to ${mostCredits}`;
  const isPrice = (value: number | undefined) => isWholeWithin(value ?? 0, 0, mostCredits);
  const kinds: readonly string[] = capabilities;
  return [
    ...unless(Object.values(prices).every(isPrice), 'prices', credits),
    ...unless(
      Object.keys(prices).every((kind) => kinds.includes(kind)),
      'prices',
      'must be for capabilities of the model',
    ),
    ...unless(Object.values(sizeSurcharges).every(isPrice), 'sizeSurcharges', credits),
    ...unless(
      Object.keys(sizeSurcharges).every((size) => imageSizes.includes(size)),
      'sizeSurcharges',
      'must be for image sizes of the model',
    ),
  ] as const;
}

function optionProblems({ aspectRatios, imageSizes }: Model) {
  return [
    ...unless(
      isOptionList(aspectRatios, ratioPattern),
      'aspectRatios',
      `must be at most ${mostOptions} like 16:9, and none twice`,
    ),
    ...unless(
      isOptionList(imageSizes, sizePattern),
      'imageSizes',
      `must be at most ${mostOptions} like 2K, and none twice`,
    ),
  ];
}

function costProblems({ costPerMillionTokens: tokens, costPerImageUsdMicros }: Model) {
  const rule = 'must be from 0 to 10000 US dollars';
  const isCost = (micros = 0) => isWholeWithin(micros, 0, highestCostMicros);
  const { inputUsdMicros, outputUsdMicros, imageOutputUsdMicros } = tokens;
  return [
    ...unless(
      [inputUsdMicros, outputUsdMicros, imageOutputUsdMicros].every(isCost),
      'costPerMillionTokens',
      rule,
    ),
    ...unless(isCost(costPerImageUsdMicros), 'costPerImageUsdMicros', rule),
  ] as const;
}

function fallbackProblems({ id, fallback }: Model, others: readonly Model[]) {
  if (fallback === undefined) {
    return [];
  }
  const fallbacks = new Map(others.map((one) => [one.id, one.fallback]));
  return fallbacks.has(fallback) || fallback === id
    ? unless(!leadsTo(id, fallback, fallbacks), 'fallback', 'must not lead back to the model')
    : unless(false, 'fallback', 'must be a model of the catalogue');
}

/** Whether following fallbacks from one model comes to another. */
function leadsTo(
  target: ModelId,
  start: ModelId,
  fallbacks: ReadonlyMap<ModelId, ModelId | undefined>,
): boolean {
  const seen = new Set<ModelId>();
  for (let at: ModelId | undefined = start; at !== undefined; at = fallbacks.get(at)) {
    if (at === target) {
      return true;
    }
    if (seen.has(at)) {
      return false;
    }
    seen.add(at);
  }
  return false;
}

const isDistinct = (list: readonly string[]): boolean => new Set(list).size === list.length;

const isOptionList = (list: readonly string[], pattern: RegExp): boolean =>
  list.length <= mostOptions && isDistinct(list) && list.every((one) => pattern.test(one));

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(day.getTime()) &&
    day.toISOString().startsWith(text)
  );
}
