import { createRequire } from 'node:module';
import path from 'node:path';
import { ROOT } from '../bootstrap/paths.mjs';

/**
 * A module as one of Weir's packages gets it: the bare side of a comparison must run on the very copy that Weir runs on.
 *
 * @param {string} folder of the package, from the root of the clone
 * @param {string} name of the module
 * @returns {unknown}
 */
export const borrow = (folder, name) => createRequire(path.join(ROOT, folder, 'package.json'))(name);
