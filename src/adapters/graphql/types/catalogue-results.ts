import { Field, ObjectType } from 'type-graphql';
import { allow } from '../access/allow.ts';
import { IdempotencyConflict, NotFound, resultOf } from '../errors/failures.ts';
import { Model } from './model.ts';
import { Package } from './package.ts';
import { Setting } from './setting.ts';
import { Success } from './success.ts';

@allow('inherited')
@ObjectType({ description: 'The model is in the catalogue.' })
export class SaveModelSuccess extends Success {
  @Field(() => Model, { description: 'As it is now.' })
  readonly model!: Model;
}

@allow('inherited')
@ObjectType({ description: 'Users can choose the model, or no longer.' })
export class SetModelEnabledSuccess extends Success {
  @Field(() => Model, { description: 'As it is now.' })
  readonly model!: Model;
}

@allow('inherited')
@ObjectType({ description: 'The package is as it was wished.' })
export class SavePackageSuccess extends Success {
  @Field(() => Package, { description: 'As it is now.' })
  readonly package!: Package;
}

@allow('inherited')
@ObjectType({
  description: 'The setting has its new value; every process follows within 10 seconds.',
})
export class ChangeSettingSuccess extends Success {
  @Field(() => Setting, { description: 'As it is now.' })
  readonly setting!: Setting;
}

export const SaveModelResult = resultOf('SaveModel', [SaveModelSuccess, IdempotencyConflict]);

export const SetModelEnabledResult = resultOf('SetModelEnabled', [
  SetModelEnabledSuccess,
  NotFound,
  IdempotencyConflict,
]);

export const SavePackageResult = resultOf('SavePackage', [SavePackageSuccess, IdempotencyConflict]);

export const ChangeSettingResult = resultOf('ChangeSetting', [
  ChangeSettingSuccess,
  NotFound,
  IdempotencyConflict,
]);
