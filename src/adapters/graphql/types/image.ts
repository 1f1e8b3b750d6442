import { Field, GraphQLISODateTime, ID, Int, ObjectType } from 'type-graphql';
import type { ImageView } from '../../../application/queries/generations.ts';
import type { GenerationId, ImageId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';
import { Node } from './node.ts';

@allow('generations:read')
@ObjectType({ implements: Node, description: 'A picture that a model made.' })
export class Image {
  /** For resolvers; these are no fields. */
  readonly imageId!: ImageId;
  readonly generationId!: GenerationId;

  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => String, { description: 'Of the original, e.g. `image/png`.' })
  readonly mimeType!: string;

  @Field(() => Int, { description: 'Of the original, in pixels.' })
  readonly width!: number;

  @Field(() => Int, { description: 'Of the original, in pixels.' })
  readonly height!: number;

  @Field(() => Int, { description: 'Size of the original, in bytes.' })
  readonly byteLength!: number;

  @Field(() => String, { description: 'SHA-256 of the original, in hex.' })
  readonly sha256!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it was stored.' })
  readonly createdAt!: Date;
}

export function toImage(view: ImageView): Image {
  const { id, generationId, mimeType, width, height, byteLength, sha256, createdAt } = view;
  return make(Image, {
    imageId: id,
    generationId,
    id: toId('Image', id),
    mimeType,
    width,
    height,
    byteLength,
    sha256,
    createdAt,
  });
}
