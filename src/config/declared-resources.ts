import { findPlace, parseAttributePath } from '../scim/attribute-path.ts';
import { ScimError } from '../scim/errors.ts';
import type { JsonObject } from '../scim/resource.ts';
import type { DeclaredResource, ResourceType } from '../scim/resource-types.ts';
import type { Attribute, Schema } from '../scim/schema.ts';
import { OKTA_ENTITLEMENT_SCHEMA } from '../scim/schemas/okta.ts';
import { readResource } from '../scim/validate.ts';
import type { Path } from './problem.ts';

/**
 * Reads resources that the configuration holds, as a POST would, save that it may set what clients may not.
 * @param report is told what is wrong, and where
 * @returns those that are right
 */
export function buildDeclaredResources(
  resources: readonly JsonObject[],
  type: ResourceType,
  report: (path: Path, hint: string) => void,
): readonly DeclaredResource[] {
  const settable: ResourceType = {
    ...type,
    schema: toSettable(type.schema),
    extensions: type.extensions.map(({ schema, required }) => ({ schema: toSettable(schema), required })),
  };
  return resources.flatMap((resource, index) => {
    const { id, ...attributes } = resource;
    if (typeof id !== 'string' || id === '') {
      report([index, 'id'], 'must be text: what the resource is known by');
      return [];
    }
    if (resources.findIndex((other) => other['id'] === id) < index) {
      report([index, 'id'], 'is taken by an earlier resource: use another');
    }
    for (const name of Object.keys(attributes)) {
      const path = parseAttributePath(name);
      if (!path || !findPlace(path, settable)) report([index, name], `${type.name} has no such attribute`);
    }
    try {
      const { schemas = [], ...rest } = readResource(withType(attributes, type), settable).attributes;
      return [{ id, text: JSON.stringify({ schemas, id, ...rest }) }];
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      report([index], error.message);
      return [];
    }
  });
}

/** Okta takes an entitlement for what the resource type is named, and wants it said in each. */
function withType(attributes: JsonObject, { name, schema }: ResourceType): JsonObject {
  return schema === OKTA_ENTITLEMENT_SCHEMA ? { ...attributes, type: name } : attributes;
}

function toSettable(schema: Schema): Schema {
  return { ...schema, attributes: schema.attributes.map(toSettableAttribute) };
}

function toSettableAttribute(attribute: Attribute): Attribute {
  const { subAttributes } = attribute;
  return {
    ...attribute,
    mutability: 'readWrite',
    ...(subAttributes && { subAttributes: subAttributes.map(toSettableAttribute) }),
  };
}
