module.exports = { testEnvironment: 'node', testTimeout: 30000 }
