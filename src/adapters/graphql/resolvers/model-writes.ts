import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { joined } from '../../../application/admin/joined-unit-of-work.ts';
import { SaveModel } from '../../../application/models/save-model.ts';
import { SwitchModel } from '../../../application/models/switch-model.ts';
import type { Model as DomainModel } from '../../../domain/models/model.ts';
import { type ModelId, modelId } from '../../../domain/shared/ids.ts';
import type { Json } from '../../../domain/shared/json.ts';
import { ok } from '../../../domain/shared/result.ts';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { conflict, unknown } from '../errors/failures.ts';
import { invalidInput } from '../errors/invalid-input.ts';
import { fromId } from '../ids.ts';
import {
  type ModelCostsInput,
  SaveModelInput,
  SetModelEnabledInput,
} from '../inputs/model-writes.ts';
import { make } from '../make.ts';
import { perform } from '../mutate.ts';
import {
  SaveModelResult,
  SaveModelSuccess,
  SetModelEnabledResult,
  SetModelEnabledSuccess,
} from '../types/catalogue-results.ts';
import type { Model } from '../types/model.ts';
import { modelOf } from './relations.ts';

/** What the fields of a model are called in its input. */
const fieldNames: { readonly [field in keyof DomainModel]-?: string } = {
  id: 'name',
  title: 'title',
  family: 'family',
  capabilities: 'capabilities',
  prices: 'prices',
  sizeSurcharges: 'sizeSurcharges',
  aspectRatios: 'aspectRatios',
  imageSizes: 'imageSizes',
  maxInputImages: 'maxInputImages',
  costPerMillionTokens: 'costs',
  costPerImageUsdMicros: 'costs.perImage',
  fallback: 'fallbackId',
  shutdownOn: 'shutdownOn',
  enabled: 'isEnabled',
  position: 'position',
};

@Resolver()
export class ModelWritesResolver {
  @allow('catalogue:write')
  @Mutation(() => SaveModelResult, {
    description:
      'Adds a model to the catalogue, or changes one. Requests under way keep their price.',
  })
  async saveModel(
    @Arg('input', () => SaveModelInput, { description: 'The model as it shall be.' })
    input: SaveModelInput,
    @Ctx() context: ApiContext,
  ) {
    const { idempotencyKey } = input;
    const model = modelIn(input);
    const result = await perform(context, {
      action: 'model.save',
      subject: { type: 'Model', id: model.id },
      idempotencyKey,
      input: shown(model),
      work: async (scope) => {
        const saved = await new SaveModel(joined(scope)).execute(model);
        if (!saved.ok) {
          return saved;
        }
        const { before, after } = saved.value;
        return ok({ value: null, before: before && shown(before), after: shown(after) });
      },
    });
    if (!result.ok) {
      if (result.error.kind === 'idempotency_conflict') {
        return conflict(idempotencyKey);
      }
      throw invalidInput(result.error.problems, fieldNames);
    }
    const { isRepeat } = result.value;
    return make(SaveModelSuccess, { model: await modelNow(context, model.id), isRepeat });
  }

  @allow('catalogue:write')
  @Mutation(() => SetModelEnabledResult, {
    description: 'Lets users choose a model, or no longer. Requests under way are not stopped.',
  })
  async setModelEnabled(
    @Arg('input', () => SetModelEnabledInput, { description: 'Which, and whether.' })
    input: SetModelEnabledInput,
    @Ctx() context: ApiContext,
  ) {
    const { isEnabled, idempotencyKey } = input;
    const id = modelId(fromId('Model', input.modelId, 'input.modelId'));
    const result = await perform(context, {
      action: isEnabled ? 'model.enable' : 'model.disable',
      subject: { type: 'Model', id },
      idempotencyKey,
      input: { modelId: id, isEnabled },
      work: async (scope) => {
        const switched = await new SwitchModel(joined(scope)).execute(id, isEnabled);
        return switched.ok
          ? ok({
              value: null,
              before: { isEnabled: switched.value.enabled },
              after: { isEnabled },
            })
          : switched;
      },
    });
    if (!result.ok) {
      return result.error.kind === 'unknown_model'
        ? unknown('Model', id)
        : conflict(idempotencyKey);
    }
    const { isRepeat } = result.value;
    return make(SetModelEnabledSuccess, { model: await modelNow(context, id), isRepeat });
  }
}

function modelIn(input: SaveModelInput): DomainModel {
  const { name, title, family, capabilities, aspectRatios, imageSizes, maxInputImages } = input;
  return {
    ...{ id: modelId(name), title, family, capabilities, aspectRatios, imageSizes, maxInputImages },
    prices: Object.fromEntries(input.prices.map(({ kind, credits }) => [kind, credits])),
    sizeSurcharges: Object.fromEntries(
      input.sizeSurcharges.map(({ imageSize, credits }) => [imageSize, credits]),
    ),
    ...costsIn(input.costs),
    fallback: input.fallbackId
      ? modelId(fromId('Model', input.fallbackId, 'input.fallbackId'))
      : undefined,
    shutdownOn: input.shutdownOn ?? undefined,
    enabled: input.isEnabled,
    position: input.position,
  };
}

function costsIn(costs: ModelCostsInput) {
  const imageOutput = costs.imageOutputPerMillionTokens;
  return {
    costPerMillionTokens: {
      inputUsdMicros: micros(costs.inputPerMillionTokens),
      outputUsdMicros: micros(costs.outputPerMillionTokens),
      ...(imageOutput == null ? {} : { imageOutputUsdMicros: micros(imageOutput) }),
    },
    costPerImageUsdMicros: costs.perImage == null ? undefined : micros(costs.perImage),
  };
}

/** @param usd a decimal string with at most six digits after the point */
function micros(usd: string): number {
  const [whole = '', fraction = ''] = usd.split('.');
  return Number(whole) * 1_000_000 + Number(fraction.padEnd(6, '0'));
}

/** For the audit log. */
const shown = (model: DomainModel): { readonly [field in keyof DomainModel]: Json } => ({
  ...model,
  costPerMillionTokens: { ...model.costPerMillionTokens },
  costPerImageUsdMicros: model.costPerImageUsdMicros ?? null,
  fallback: model.fallback ?? null,
  shutdownOn: model.shutdownOn ?? null,
});

async function modelNow(context: ApiContext, id: ModelId): Promise<Model> {
  await context.services.catalogue.reload();
  const model = await modelOf(context, id);
  if (model === null) {
    throw new Error(`Cannot show model ${id} as there is none`);
  }
  return model;
}
