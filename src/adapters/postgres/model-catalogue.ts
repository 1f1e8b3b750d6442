import type { DataSource, EntityManager } from 'typeorm';
import type { Clock } from '../../application/ports/clock.ts';
import type { ModelCatalogue } from '../../application/ports/model-catalogue.ts';
import type { GenerationKind, Model, ModelFamily } from '../../domain/models/model.ts';
import { type ModelId, modelId } from '../../domain/shared/ids.ts';
import { CachedRead } from './cached-read.ts';
import { type ModelRow, modelSchema } from './schemas/plumbing.ts';
import { DirectSession, type Session } from './session.ts';

export class PostgresModelCatalogue implements ModelCatalogue {
  readonly #session: Session;
  readonly #cached: CachedRead<readonly Model[]>;

  constructor(dataSource: DataSource, clock: Clock) {
    this.#session = new DirectSession(dataSource);
    this.#cached = new CachedRead(() => this.#read(), clock);
  }

  all(): Promise<readonly Model[]> {
    return this.#cached.get();
  }

  async find(id: ModelId): Promise<Model | undefined> {
    return (await this.#cached.get()).find((model) => model.id === id);
  }

  async seed(models: readonly Model[]): Promise<void> {
    await this.#write((manager) =>
      manager
        .createQueryBuilder()
        .insert()
        .into(modelSchema)
        .values(models.map(rowOf))
        .orIgnore()
        .execute(),
    );
  }

  async save(model: Model): Promise<void> {
    await this.#write((manager) => manager.upsert(modelSchema, rowOf(model), ['id']));
  }

  async #write(work: (manager: EntityManager) => Promise<unknown>): Promise<void> {
    await this.#session.entities(work);
    await this.#cached.reload();
  }

  async #read(): Promise<readonly Model[]> {
    const rows = await this.#session.entities((manager) =>
      manager.find(modelSchema, { order: { position: 'ASC', id: 'ASC' } }),
    );
    return rows.map(modelOf);
  }
}

function rowOf(model: Model): ModelRow {
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
