import type { DataSource } from 'typeorm';
import type {
  DeliveryView,
  GenerationFilter,
  GenerationQueries,
  GenerationSortField,
  GenerationView,
  ImageView,
} from '../../../application/queries/generations.ts';
import type { ReadLimits } from '../../../application/queries/paging.ts';
import type { OutputPart } from '../../../domain/generations/generation.ts';
import type { GenerationStatus } from '../../../domain/generations/status.ts';
import type { GenerationKind } from '../../../domain/models/model.ts';
import {
  chatId,
  type GenerationId,
  generationId,
  type ImageId,
  imageId,
  type UserId,
} from '../../../domain/shared/ids.ts';
import type { GenerationDeliveryRow } from '../schemas/generations.ts';
import type { ImageRow } from '../schemas/images.ts';
import { ChildKeysetList } from './child-keyset.ts';
import {
  type Alternative,
  type Conditions,
  eachOf,
  equals,
  type ListContext,
  type Parameters,
  within,
} from './conditions.ts';
import { isUuid } from './cursors.ts';
import {
  type GenerationViewRow,
  generationColumns,
  generationViewOf,
  imageColumns,
  imageViewOf,
} from './generation-view-rows.ts';
import { grouped } from './grouped.ts';
import type { ChildListSpec } from './list-spec.ts';
import { promptSearch } from './prompt-search.ts';
import { readByIds } from './read.ts';

const generationsSpec: ChildListSpec<
  GenerationViewRow,
  GenerationView,
  GenerationFilter,
  GenerationSortField
> = {
  sort: () => ({
    tag: 'generations.created',
    from: 'generations AS g',
    key: { sql: 'g.created_at', type: 'timestamptz' },
    id: { sql: 'g.id', type: 'uuid' },
  }),
  conditions,
  counted: () => 'generations AS g',
  total: 'generations',
  columns: generationColumns,
  rows: 'generations AS g',
  rowId: 'g.id',
  node: generationViewOf,
  parent: { sql: 'g.user_id', type: 'bigint' },
};

export class PostgresGenerationQueries
  extends ChildKeysetList<
    UserId,
    GenerationViewRow,
    GenerationView,
    GenerationFilter,
    GenerationSortField
  >
  implements GenerationQueries
{
  readonly #dataSource: DataSource;

  constructor(dataSource: DataSource) {
    super(dataSource, generationsSpec);
    this.#dataSource = dataSource;
  }

  readonly byIds = async (
    ids: readonly GenerationId[],
    limits?: ReadLimits,
  ): Promise<ReadonlyMap<GenerationId, GenerationView>> => {
    const text = `SELECT ${generationColumns} FROM generations AS g WHERE g.id = ANY($1::uuid[])`;
    const rows = await this.#read<GenerationViewRow>(text, ids, limits);
    return new Map(rows.map(generationViewOf).map((generation) => [generation.id, generation]));
  };

  readonly answers = async (
    ids: readonly GenerationId[],
    limits?: ReadLimits,
  ): Promise<ReadonlyMap<GenerationId, string>> => {
    const rows = await this.#read<{ id: string; output_parts: readonly OutputPart[] }>(
      `SELECT id, output_parts FROM generations
      WHERE id = ANY($1::uuid[]) AND output_parts IS NOT NULL`,
      ids,
      limits,
    );
    const texts = rows.map(
      ({ id, output_parts }) => [generationId(id), joined(output_parts)] as const,
    );
    return new Map(texts.filter(([, answer]) => answer !== ''));
  };

  readonly images = async (
    ids: readonly GenerationId[],
    limits?: ReadLimits,
  ): Promise<ReadonlyMap<GenerationId, readonly ImageView[]>> => {
    const text = `SELECT ${imageColumns} FROM images WHERE generation_id = ANY($1::uuid[])
      ORDER BY created_at, id`;
    const rows = await this.#read<ImageRow>(text, ids, limits);
    return grouped(rows.map(imageViewOf), (image) => image.generationId);
  };

  readonly imagesByIds = async (
    ids: readonly ImageId[],
    limits?: ReadLimits,
  ): Promise<ReadonlyMap<ImageId, ImageView>> => {
    const text = `SELECT ${imageColumns} FROM images WHERE id = ANY($1::uuid[])`;
    const rows = await this.#read<ImageRow>(text, ids, limits);
    return new Map(rows.map(imageViewOf).map((image) => [image.id, image]));
  };

  readonly deliveries = async (
    ids: readonly GenerationId[],
    limits?: ReadLimits,
  ): Promise<ReadonlyMap<GenerationId, readonly DeliveryView[]>> => {
    const text = `SELECT generation_id, part_index, chat_id, message_id, image_id
      FROM generation_deliveries WHERE generation_id = ANY($1::uuid[]) ORDER BY part_index`;
    const rows = await this.#read<GenerationDeliveryRow>(text, ids, limits);
    return grouped(rows.map(deliveryOf), (delivery) => delivery.generationId);
  };

  #read<Row>(text: string, ids: readonly string[], limits: ReadLimits | undefined) {
    return readByIds<Row>(this.#dataSource, text, ids.filter(isUuid), limits);
  }
}

function deliveryOf(row: GenerationDeliveryRow): DeliveryView {
  return {
    generationId: generationId(row.generation_id),
    index: row.part_index,
    chatId: chatId(Number(row.chat_id)),
    messageId: Number(row.message_id),
    imageId: row.image_id === null ? undefined : imageId(row.image_id),
  };
}

const joined = (parts: readonly OutputPart[]): string =>
  parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('');

function conditions(
  filter: GenerationFilter,
  parameters: Parameters,
  { isBelowParent }: ListContext<GenerationSortField>,
): Conditions {
  const isOneUser = isBelowParent || filter.userId !== undefined;
  const search = promptSearch(filter.promptSearch, parameters);
  // One user's generations are read in their order: looking at all of them is quick.
  const one = isOneUser ? search?.one : undefined;
  const isWhole = isOneUser || search !== undefined;
  const alternatives = isWhole ? undefined : divisionOf(filter, parameters);
  const isDividedByStatus = alternatives !== undefined && isSelective(filter);
  const { statuses, failureKind } = filter;
  return {
    where: [
      ...equals(parameters, 'g.user_id', 'bigint', filter.userId),
      ...equals(parameters, 'g.kind', 'text', filter.kind),
      ...equals(parameters, 'g.model_id', 'text', filter.modelId),
      ...equals(parameters, "(g.failure->>'kind')", 'text', failureKind),
      ...(statuses === undefined || isDividedByStatus
        ? []
        : [`g.status = ANY(${parameters.add(statuses, 'text[]')})`]),
      ...within(parameters, 'g.created_at', filter.created),
      ...(one === undefined ? [] : [one]),
    ],
    alternatives,
    search: isOneUser ? undefined : search,
  };
}

function divisionOf(
  filter: GenerationFilter,
  parameters: Parameters,
): readonly Alternative[] | undefined {
  if (isSelective(filter)) {
    return rareOnes(filter.statuses ?? [], parameters);
  }
  // The index by model goes on with the kind: a model for texts has no pictures, however long one looks.
  return filter.modelId !== undefined && filter.kind === undefined
    ? [eachOf('g.kind', kinds, parameters)]
    : undefined;
}

const kinds: readonly GenerationKind[] = ['text', 'image', 'edit'];

/** Most generations succeed: they are found without an index of their own. */
const isSelective = ({ statuses, failureKind }: GenerationFilter): boolean =>
  statuses !== undefined &&
  statuses.length > 0 &&
  !statuses.includes('succeeded') &&
  failureKind === undefined;

const unfinishedStatuses: readonly GenerationStatus[] = ['queued', 'running', 'delivering'];

/**
 * No index has the status, which changes with every step of a generation. But the unfinished ones
 * have one, and so have the others by what their failure says of their status.
 */
function rareOnes(
  statuses: readonly GenerationStatus[],
  parameters: Parameters,
): readonly Alternative[] {
  const unfinished = statuses.filter((status) => unfinishedStatuses.includes(status));
  const ended = statuses.filter((status) => !unfinishedStatuses.includes(status));
  const isUnfinished = `g.status = ANY(${parameters.add(unfinished, 'text[]')})`;
  return [
    ...(unfinished.length === 0 ? [] : [{ where: ['g.finished_at IS NULL', isUnfinished] }]),
    ...(ended.length === 0
      ? []
      : [{ ...eachOf(ending, ended, parameters), where: ['g.failure IS NOT NULL'] }]),
  ];
}

/** As `statusOf` of the domain decides it, and as the index has it. */
const ending = `(CASE g.failure->>'kind' WHEN 'safety' THEN 'blocked' WHEN 'canceled' THEN 'canceled'
  WHEN 'expired' THEN 'expired' ELSE 'failed' END)`;
