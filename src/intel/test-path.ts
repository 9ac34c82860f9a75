const FOLDER = /(?:^|\/)(?:tests?|testing|__tests__|__mocks__|specs?|testdata|testsuite|unittests?|fixtures)\//i
const FILE = /(?:^|\/)(?:test_[^/]*|conftest\.py|[^/]*(?:[._-](?:test|tests|spec|specs|unittest)|(?<=[a-z\d])Tests?|Spec|IT)\.\w+)$/
/** Maven and Gradle keep what runs here, in folders named as its packages: https://maven.apache.org/guides/introduction/introduction-to-the-standard-directory-layout.html. */
const PACKAGES = /(^|\/)src\/main\/.*\//

/** Whether a file holds tests, by the names that test runners and people look for. The package of what runs may be called so as well. */
export const isTestPath = (path: string): boolean => FOLDER.test(path.replace(PACKAGES, '$1src/main/')) || FILE.test(path)
