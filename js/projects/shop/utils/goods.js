// 商品目录；价格以分为单位。
module.exports = [
  { id: 'orange', title: '赣南脐橙 5 斤', price: 2990, stock: 3 },
  { id: 'tea', title: '明前龙井 100 克', price: 12800, stock: 10 },
  { id: 'rice', title: '五常大米 10 斤', price: 6850, stock: 0 },
]
