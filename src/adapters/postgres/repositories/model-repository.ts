import type { ModelRepository } from '../../../application/ports/model-repository.ts';
import type { GenerationKind, Model, ModelFamily } from '../../../domain/models/model.ts';
import { modelId } from '../../../domain/shared/ids.ts';
import { type ModelRow, modelSchema } from '../schemas/plumbing.ts';
import type { Session, Statement } from '../session.ts';

/** Of the table, as a row that is not there yet cannot be locked. Readers are not held up. */
const lockModels: Statement = {
  name: 'models.lock',
  text: 'LOCK TABLE models IN SHARE ROW EXCLUSIVE MODE',
};

export class PostgresModelRepository implements ModelRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  lockAll(): Promise<readonly Model[]> {
    return this.#session.atomically(async (session) => {
      await session.write(lockModels, []);
      return readModels(session);
    });
  }

  save(model: Model): Promise<void> {
    return saveModel(this.#session, model);
  }
}

export async function readModels(session: Session): Promise<readonly Model[]> {
  const rows = await session.entities((manager) =>
    manager.find(modelSchema, { order: { position: 'ASC', id: 'ASC' } }),
  );
  return rows.map(modelOf);
}

export async function saveModel(session: Session, model: Model): Promise<void> {
  await session.entities((manager) => manager.upsert(modelSchema, rowOf(model), ['id']));
}

export function rowOf(model: Model): ModelRow {
  return {
    id: model.id,
    title: model.title,
    family: model.family,
    capabilities: [...model.capabilities],
    prices: model.prices,
    size_surcharges: model.sizeSurcharges,
    aspect_ratios: [...model.aspectRatios],
    image_sizes: [...model.imageSizes],
    max_input_images: model.maxInputImages,
    cost_per_million_tokens: model.costPerMillionTokens,
    cost_per_image_usd_micros: model.costPerImageUsdMicros?.toString() ?? null,
    fallback: model.fallback ?? null,
    shutdown_on: model.shutdownOn ?? null,
    enabled: model.enabled,
    position: model.position,
  };
}

function modelOf(row: ModelRow): Model {
  const { cost_per_image_usd_micros: costPerImage } = row;
  return {
    id: modelId(row.id),
    title: row.title,
    family: row.family as ModelFamily,
    capabilities: row.capabilities as readonly GenerationKind[],
    prices: row.prices,
    sizeSurcharges: row.size_surcharges,
    aspectRatios: row.aspect_ratios,
    imageSizes: row.image_sizes,
    maxInputImages: row.max_input_images,
    costPerMillionTokens: row.cost_per_million_tokens,
    costPerImageUsdMicros: costPerImage === null ? undefined : Number(costPerImage),
    fallback: row.fallback === null ? undefined : modelId(row.fallback),
    shutdownOn: row.shutdown_on ?? undefined,
    enabled: row.enabled,
    position: row.position,
  };
}
