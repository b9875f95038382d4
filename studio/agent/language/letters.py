"""Folding letters before words are looked up: width, case, traditional characters, common homophones.

Everything here keeps the length of the text, so that a place in the folded text is the same place in the original.
"""

import unicodedata

# Only characters that occur in the vocabulary or near it; a full conversion table is not needed to recognise a request.
_TRADITIONAL = (
    "靜静聲声樂乐開开關关刪删導导輸输轉转換换視视頻频調调標标題题畫画圖图鏡镜頭头後后還还這这個个們们來来長长斷断點点條条無无為为動动區区塊块級级組组結结給给續续編编縮缩剛刚過过邊边遠远選选間间閃闪錄录鐘钟錯错鍵键隨随雙双雜杂離离"
    "難难電电響响頂顶順顺預预額额顏颜飛飞體体麥麦黃黄齊齐終终線线紅红綠绿細细統统繼继網网舊旧萬万葉叶語语說说請请讓让讀读變变豎竖貼贴資资質质軌轨輕轻輯辑載载連连進进運运適适邏逻裡里製制複复見见規规覺觉觀观認认設设訊讯記记試试詞词"
    "話话該该誤误謝谢講讲議议護护負负貨货買买賣卖費费賬账贊赞車车較较輪轮農农遊游達达遞递鄰邻釋释鈴铃銀银鋼钢錢钱鎖锁鏈链門门閉闭問问陰阴陽阳陳陈隊队隱隐雲云霧雾靈灵項项須须頁页願愿類类顯显風风飄飘館馆騰腾驗验鬆松鮮鲜鳥鸟麗丽麼么"
    "黨党亂乱亞亚傳传傷伤僅仅優优兩两冊册凍冻凈净劃划劇剧勁劲勝胜勻匀協协單单厲厉參参吳吴嗎吗嘗尝嚇吓囑嘱國国圍围園园圓圆場场壓压壞坏壯壮夠够夢梦奪夺奮奋媽妈學学實实寫写將将專专對对尋寻層层島岛帶带幀帧幫帮幾几庫库廣广彈弹強强彙汇"
    "從从復复徵征恆恒悅悦惡恶慶庆憶忆應应懷怀戀恋戲戏戶户拋抛挾挟掃扫採采揚扬損损搖摇搶抢撥拨擁拥擇择擊击擋挡據据擴扩擺摆攝摄攤摊敗败敘叙數数斬斩時时晉晋暈晕暫暂曉晓術术東东構构樣样權权橫横檔档檢检樓楼歐欧歡欢歲岁歷历氣气決决沒没"
    "況况淚泪測测湊凑準准溫温滅灭滾滚滿满漢汉漸渐潔洁濾滤煙烟熱热燈灯燒烧營营爾尔牆墙狀状獨独獎奖現现環环產产異异當当療疗發发盜盗盤盘睜睁瞭了碼码確确磚砖礎础禮礼禪禅種种稱称積积穩稳競竞筆笔節节範范築筑簡简簽签籤签紀纪約约純纯紙纸"
    "紋纹納纳紛纷緊紧絲丝經经綜综維维緒绪緩缓練练縫缝縱纵總总織织繪绘罵骂罷罢聽听聯联職职肅肃腦脑腳脚臉脸臺台與与興兴藝艺蘋苹處处號号蟲虫補补裝装裏里襯衬訂订註注評评詳详誰谁課课談谈譯译丟丢義义書书偽伪側侧備备兒儿內内別别創创務务"
    "勵励華华員员啞哑堅坚塗涂墊垫寬宽寶宝審审尷尴屬属師师張张彎弯撲扑擬拟擾扰曠旷朧胧濃浓淺浅滯滞潤润煩烦煉炼爛烂癒愈眾众矯矫粵粤糾纠紹绍緣缘聾聋膠胶艷艳藍蓝薦荐萊莱虛虚覽览計计詩诗詼诙詭诡諧谐謠谣謐谧證证論论識识譜谱貴贵贅赘趕赶"
    "躍跃軸轴輛辆輝辉轟轰郵邮針针鋪铺銷销銳锐錦锦鈕钮闖闯閒闲悶闷鬧闹聞闻際际韓韩頓顿顆颗顛颠顧顾飯饭飽饱馬马驟骤鳴鸣週周讚赞嘍喽噴喷減减憂忧憑凭懸悬態态懶懒廢废掛挂揮挥愛爱親亲辦办遲迟驚惊衝冲乾干幹干並并併并佈布著着捲卷係系檯台"
    "隻只迴回嘩哗軟软賞赏購购雖虽階阶陣阵魚鱼鹽盐齒齿鬥斗傑杰夥伙羅罗聰聪臟脏膽胆殺杀涼凉羨羡習习聖圣蘿萝籃篮訪访誇夸"
)
_FOLD: dict[int, str] = {ord(a): b for a, b in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)}
_FOLD |= {ord(mark): "'" for mark in "’‘ʼ＇`´"} | {ord(mark): "-" for mark in "–—−‒―－"} | {ord("　"): " "}

# Sound-alikes that input methods offer first; each is a slip, never the word meant beside these neighbours.
_HOMOPHONES = (
    "声因 声音, 噪因 噪音, 静因 静音, 杂因 杂音, 配因 配音, 因乐 音乐, 因量 音量, 音月 音乐, 配月 配乐, 子幕 字幕,"
    "字母 字幕, 字目 字幕, 子木 字幕, 倒出 导出, 撤消 撤销, 视屏 视频, 事频 视频, 视品 视频, 停炖 停顿, 停盹 停顿,"
    "亭顿 停顿, 剪缉 剪辑, 减辑 剪辑, 简辑 剪辑, 减掉 剪掉, 捡掉 剪掉, 箭掉 剪掉, 背影音乐 背景音乐, 被景 背景,"
    "封免 封面, 转厂 转场, 专场 转场, 片投 片头, 水应 水印, 水映 水印, 加诉 加速, 家速 加速, 慢访 慢放, 竖平 竖屏,"
    "树屏 竖屏, 数屏 竖屏, 横平 横屏, 防斗 防抖, 方抖 防抖, 降躁 降噪, 躁音 噪音, 燥音 噪音, 去燥 去噪, 去躁 去噪,"
    "降燥 降噪, 标提 标题, 标体 标题, 拼街 拼接, 和并 合并, 合井 合并, 模胡 模糊, 模湖 模糊, 压索 压缩, 雅缩 压缩,"
    "去调 去掉, 去吊 去掉, 删调 删掉, 剪调 剪掉, 黑百 黑白, 镜相 镜像, 马塞克 马赛克, 虑镜 滤镜, 绿镜 滤镜,"
    "字慕 字幕, 字募 字幕,"
    "调涩 调色, 条色 调色, 旋装 旋转, 背静 背景, 接尾 结尾, 开投 开头, 静间 静音, 以乐 音乐, 旁百 旁白,"
)
_SLIPS = tuple(pair.split() for pair in _HOMOPHONES.split(",") if pair)


def _fold_letter(letter: str) -> str:
    code = ord(letter)
    if 0xFF01 <= code <= 0xFF5E:
        letter = chr(code - 0xFEE0)
    if unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cs", "Zs", "Zl", "Zp"}:
        return "\n" if letter in "\n\r\u2028\u2029" else " "
    lowered = letter.lower()
    return lowered if len(lowered) == 1 else letter


def fold(text: str) -> str:
    """The text in lower case, narrow letters and simplified characters; as long as the original."""
    folded = "".join(map(_fold_letter, text.translate(_FOLD)))
    if not folded.isascii():
        for slip, meant in _SLIPS:
            folded = folded.replace(slip, meant)
    return folded


def is_han(letter: str) -> bool:
    """Whether it is a Chinese character."""
    return "一" <= letter <= "鿿" or "㐀" <= letter <= "䶿"
