const FOLDER = /(?:^|\/)(?:tests?|testing|__tests__|__mocks__|specs?|testdata|testsuite|unittests?|fixtures)\//i
const FILE = /(?:^|\/)(?:test_[^/]*|conftest\.py|[^/]*(?:[._-](?:test|tests|spec|specs|unittest)|(?<=[a-z\d])Tests?|Spec|IT)\.\w+)$/

/** Whether a file holds tests, by the names that test runners and people look for. */
export const isTestPath = (path: string): boolean => FOLDER.test(path) || FILE.test(path)
