/// People: 我叫王建国, 户主李秀英, 姓张, 王师傅, 李女士.
enum NameReader {
    typealias Candidate = EntityReader.Candidate

    private static let surnames: Set<Unicode.Scalar> = Set(
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤齐康施洪翟颜倪牛温季俞葛伍申尤毕聂焦柳邢岳庄辛祝涂祁舒耿牟詹苗凌纪靳童甄曲裴屈鲍霍翁隋甘柏柯阮桂闵乔庞樊殷".unicodeScalars)
    private static let doubleSurnames = WordList("欧阳 司马 上官 诸葛 夏侯 皇甫 尉迟 公孙 慕容 司徒 令狐 端木 东方 独孤 南宫")
    private static let cues = WordList("我叫 叫 户主是 户主叫 户主 姓名是 姓名 名字叫 名字是 名字 收件人是 收件人叫 收件人 收货人 联系人是 联系人 业主是 业主 本人 换成 改成 我是")
    private static let titles = WordList("先生 女士 师傅 小姐 经理 老师 阿姨 大爷 大姐 主任 师父 太太 工程师")
    /// Second and third characters that names do not have.
    private static let noName: Set<Unicode.Scalar> = Set(
        "的了是在不有我你他她这那吗呢吧啊个和跟号们么什怎给把被说要想没就都也还去来到时候里家钱用电话，。、,.！？ 名字手机改换年月日天".unicodeScalars)

    static func candidates(in text: [Unicode.Scalar], isExpected: Bool) -> [Candidate] {
        var found: [Candidate] = []
        for offset in text.indices {
            let surname = self.surname(text, at: offset)
            guard surname > 0 else { continue }
            if let titled = self.titled(text, offset, surname) { found.append(titled) }
            let isCued = self.cues.ends(text, before: offset) || (isExpected && offset == 0)
            if isCued, let name = self.full(text, offset, surname) { found.append(name) }
            if offset > 0, text[offset - 1] == "姓", !self.cues.ends(text, before: offset + 1) {
                found.append(self.make(text, offset..<offset + surname))
            }
        }
        // 免贵姓刘，叫刘海燕: the surname is said again.
        return found.filter { name in !found.contains { $0.value.count > name.value.count && $0.value.hasPrefix(name.value) } }
    }

    /// Its length, 0 for none.
    private static func surname(_ text: [Unicode.Scalar], at offset: Int) -> Int {
        self.doubleSurnames.length(text, at: offset) ?? (self.surnames.contains(text[offset]) ? 1 : 0)
    }

    private static func make(_ text: [Unicode.Scalar], _ range: Range<Int>) -> Candidate {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: text[range])
        return Candidate(type: .name, range: range, value: String(view), rank: EntityRank.cue)
    }

    /// 王师傅, 张先生, 李建国先生
    private static func titled(_ text: [Unicode.Scalar], _ offset: Int, _ surname: Int) -> Candidate? {
        for given in 0...2 where offset + surname + given < text.count {
            let name = text[offset + surname..<offset + surname + given]
            guard !name.contains(where: { self.noName.contains($0) || !$0.isHan }) else { return nil }
            if let title = self.titles.length(text, at: offset + surname + given) {
                return self.make(text, offset..<offset + surname + given + title)
            }
        }
        return nil
    }

    private static func full(_ text: [Unicode.Scalar], _ offset: Int, _ surname: Int) -> Candidate? {
        var end = offset + surname
        while end < text.count, end - offset < surname + 2, text[end].isHan, !self.noName.contains(text[end]) { end += 1 }
        return end > offset + surname ? self.make(text, offset..<end) : nil
    }
}
