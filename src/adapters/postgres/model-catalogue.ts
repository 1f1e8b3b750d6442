import type { DataSource } from 'typeorm';
import type { Clock } from '../../application/ports/clock.ts';
import type { ModelCatalogue } from '../../application/ports/model-catalogue.ts';
import type { Model } from '../../domain/models/model.ts';
import type { ModelId } from '../../domain/shared/ids.ts';
import { CachedRead } from './cached-read.ts';
import { readModels, rowOf, saveModel } from './repositories/model-repository.ts';
import { modelSchema } from './schemas/plumbing.ts';
import { DirectSession, type Session } from './session.ts';

export class PostgresModelCatalogue implements ModelCatalogue {
  readonly #session: Session;
  readonly #cached: CachedRead<readonly Model[]>;

  constructor(dataSource: DataSource, clock: Clock) {
    this.#session = new DirectSession(dataSource);
    this.#cached = new CachedRead(() => readModels(this.#session), clock);
  }

  all(): Promise<readonly Model[]> {
    return this.#cached.get();
  }

  async find(id: ModelId): Promise<Model | undefined> {
    return (await this.#cached.get()).find((model) => model.id === id);
  }

  async seed(models: readonly Model[]): Promise<void> {
    await this.#session.entities((manager) =>
      manager
        .createQueryBuilder()
        .insert()
        .into(modelSchema)
        .values(models.map(rowOf))
        .orIgnore()
        .execute(),
    );
    await this.#cached.reload();
  }

  async save(model: Model): Promise<void> {
    await saveModel(this.#session, model);
    await this.#cached.reload();
  }

  reload(): Promise<void> {
    return this.#cached.reload();
  }
}
