/// What places are called by: 阳光花园, 万达广场, 学校对面, 302.
enum PlaceWords {
    private static let marks = Set("省市区县乡镇村屯庄街路巷弄号楼栋幢座单元室苑园城府湾院厦场站店桥校厂旁附近隔壁0123456789")

    static func occur(in text: String) -> Bool {
        // 楼上 is who is heard, not where somebody lives.
        text.count >= 3 && text.replacing("楼上", with: "").contains(where: marks.contains)
    }
}
