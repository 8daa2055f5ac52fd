import { familyOf, type FamilyName } from '@weir/domain';

const snakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `sqs_cloudwatch` for `sqs.cloudwatch`. */
export const viewName = (family: FamilyName): string => family.replaceAll('.', '_');

/** The query behind the view of a family, which gives its values names. Migrations carry its text; a test holds it against this. */
export function viewQuery(family: FamilyName): string {
  const columns = familyOf(family).metrics.map(({ key }, index) => `sample.values[${index + 1}] AS ${snakeCase(key)}`);
  return `SELECT resource.id AS resource_id, resource.account_id, resource.region, resource.name, sample.at, sample.settled, ${columns.join(', ')}
    FROM sample JOIN series ON series.id = sample.series_id AND series.family = '${family}' JOIN resource ON resource.id = series.resource_id`;
}
