const DIRECTIVE = /^\s*eslint-disable(-next-line|-line)?\b/;
const REASON = /\s--\s+\S/;

/**
 * Every `eslint-disable` says why, after two dashes.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const explainDisable = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { unexplained: 'Say why after two dashes: `eslint-disable-next-line rule -- reason`.' },
  },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          if (comment.loc && DIRECTIVE.test(comment.value) && !REASON.test(comment.value)) {
            context.report({ loc: comment.loc, messageId: 'unexplained' });
          }
        }
      },
    };
  },
};
